// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.replay.trace.Access;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;

/** What one generated vCPU does, step by step. */
final class VcpuSteps {
  private static final int ILLEGAL_PERCENT = 2;
  private static final int ON_ITS_WAY_PERCENT = 60;

  /** An SMI is served soon. */
  private static final int LEAVES_SMM_PERCENT = 8;

  private final SeededRandom random;
  private final GuestTables tables;
  private final RegisterDraw draw;
  private final NestedSteps nested;
  private final VcpuSketch vcpu = new VcpuSketch();
  private final ModeSwitch way = new ModeSwitch();
  private final VcpuSketch.Registers drawn = new VcpuSketch.Registers();
  private boolean entersGuest;

  VcpuSteps(SeededRandom random, GuestTables tables) {
    this.random = random;
    this.tables = tables;
    this.draw = new RegisterDraw(random, tables);
    this.nested = new NestedSteps(random, tables, draw);
  }

  /** The vCPU appears on a host, in some mode. */
  void appear(TraceEvent event, FuzzHost host) {
    vcpu.start(host);
    way.stop();
    entersGuest = false;
    event.reset(EventType.VCPU);
    vcpu.features().draw(random, host, event.args());
    if (random.percent(5)) {
      drawn.copyFrom(new VcpuSketch.Registers());
      drawn.cr0 = Cr0.RESET;
    } else {
      draw.state(vcpu.features(), host, drawn);
    }
    vcpu.setRegisters(drawn);
    drawn.describe(event.args());
    if (drawn.mode() == PagingMode.PAE || random.percent(10)) {
      tables.pdptes(event.args().setTuples(Arg.PDPTRS));
    }
    if (random.percent(4)) {
      event.args().set(Arg.SMM, 1);
      vcpu.appearInSmm();
    }
  }

  /**
   * Makes this what the vCPU does next: often an entry to the guest after what changes its root.
   */
  void step(TraceEvent event) {
    if (entersGuest) {
      entersGuest = false;
      event.reset(EventType.LOAD);
      return;
    }
    draw(event);
    entersGuest = changesRoot(event) && random.percent(50);
  }

  private static boolean changesRoot(TraceEvent event) {
    return switch (event.type()) {
      case NESTED_ENTRY, NESTED_EXIT, SREGS, NEW_PGD -> true;
      case WRITE -> event.args().has(Arg.CR3);
      default -> false;
    };
  }

  private void draw(TraceEvent event) {
    if (way.isUnderWay(vcpu) && random.percent(ON_ITS_WAY_PERCENT)) {
      goOn(event);
      return;
    }
    if (vcpu.canLeaveSmm() && random.percent(LEAVES_SMM_PERCENT)) {
      smm(event);
      return;
    }
    switch (StepKind.draw(random)) {
      case SWITCH_MODE -> aim(event);
      case WRITE_CR0 -> write(event, Arg.CR0, draw.cr0Write(vcpu.registers()));
      case WRITE_CR3 -> write(event, Arg.CR3, draw.cr3Write(vcpu.registers()));
      case WRITE_CR4 -> write(event, Arg.CR4, draw.cr4Write(vcpu.registers(), vcpu.features()));
      case WRITE_EFER -> write(event, Arg.EFER, draw.eferWrite(vcpu.registers(), vcpu.features()));
      case WRITE_PKRU -> write(event, Arg.PKRU, random.bits() >>> Integer.SIZE);
      case WRITE_ANY -> writeAny(event);
      case SREGS -> setRegisters(event);
      case CPUID -> cpuid(event);
      case SMM -> smm(event);
      case NESTED -> nested.step(event, vcpu);
      case INIT_MMU -> event.reset(EventType.INIT_MMU);
      case LOAD -> event.reset(EventType.LOAD);
      case UNLOAD -> event.reset(EventType.UNLOAD);
      case NEW_PGD -> newPgd(event);
      case MEMORY -> tables.change(event);
      case ACCESS -> access(event);
    }
  }

  private void aim(TraceEvent event) {
    way.aim(draw.mode(vcpu.features()));
    if (way.isUnderWay(vcpu)) {
      goOn(event);
    } else {
      access(event);
    }
  }

  private void goOn(TraceEvent event) {
    VcpuSketch.Registers now = vcpu.registers();
    Arg register = way.register(now);
    boolean turnsOn = register == Arg.CR0 && (now.cr0 & Cr0.PG) == 0;
    boolean needsRoot =
        way.target() == PagingMode.PAE ? !tables.isPdpt(now.cr3) : random.percent(25);
    if (turnsOn && needsRoot) {
      write(event, Arg.CR3, draw.cr3(way.target(), now.cr4));
    } else {
      write(event, register, way.value(now, register));
    }
  }

  /** Writes a register: in a few cases with bits that have no business there. */
  private void write(TraceEvent event, Arg register, long value) {
    boolean odd = register != Arg.PKRU && random.percent(ILLEGAL_PERCENT);
    long written = odd ? draw.anyBits(value) : value;
    event.reset(EventType.WRITE);
    event.args().set(register, written);
    switch (register) {
      case CR0 -> vcpu.writeCr0(written);
      case CR3 -> vcpu.writeCr3(written);
      case CR4 -> vcpu.writeCr4(written);
      case EFER -> vcpu.writeEfer(written);
      default -> {} // nothing that comes later hangs on PKRU
    }
  }

  /** The same value again, or one that changes what the mode forbids. */
  private void writeAny(TraceEvent event) {
    VcpuSketch.Registers now = vcpu.registers();
    switch (random.below(8)) {
      case 0 -> write(event, Arg.CR0, now.cr0);
      case 1 -> write(event, Arg.CR3, now.cr3);
      case 2 -> write(event, Arg.CR4, now.cr4);
      case 3 -> write(event, Arg.EFER, now.efer);
      case 4 -> write(event, Arg.CR0, now.cr0 ^ random.pick(Cr0.PG, Cr0.PE, Cr0.NW, Cr0.CD));
      case 5 ->
          write(event, Arg.CR4, now.cr4 ^ random.pick(Cr4.PAE, Cr4.LA57, Cr4.PCIDE, Cr4.VMXE));
      case 6 -> write(event, Arg.EFER, now.efer ^ random.pick(Efer.LME, Efer.LMA, Efer.SVME));
      default -> write(event, Arg.CR3, now.cr3 ^ 1L << (30 + random.below(34)));
    }
  }

  private void setRegisters(TraceEvent event) {
    draw.state(vcpu.features(), vcpu.host(), drawn);
    event.reset(EventType.SREGS);
    if (random.percent(ILLEGAL_PERCENT)) {
      drawn.cr0 = draw.anyBits(drawn.cr0);
      drawn.cr4 = draw.anyBits(drawn.cr4);
    } else {
      vcpu.setRegisters(drawn);
    }
    drawn.describe(event.args());
  }

  private void cpuid(TraceEvent event) {
    event.reset(EventType.CPUID);
    vcpu.features().change(random, vcpu.host(), event.args());
  }

  private void smm(TraceEvent event) {
    if (vcpu.smm() && !vcpu.canLeaveSmm()) {
      nested.step(event, vcpu);
      return;
    }
    way.stop();
    event.reset(EventType.SMM);
    event.args().set(Arg.ENTER, vcpu.smm() ? 0 : 1);
    if (vcpu.smm()) {
      vcpu.leaveSmm();
    } else {
      vcpu.enterSmm();
    }
  }

  private void newPgd(TraceEvent event) {
    boolean guest = vcpu.hasNestedTables();
    event.reset(EventType.NEW_PGD);
    event.args().set(Arg.MMU, guest ? MmuId.GUEST_MMU : MmuId.ROOT_MMU);
    event.args().set(Arg.PGD, tables.root(guest ? PagingMode.LEVELS4 : vcpu.registers().mode()));
  }

  private void access(TraceEvent event) {
    event.reset(EventType.ACCESS);
    KeyValues<Arg> args = event.args();
    PagingMode mode = vcpu.registers().mode();
    if (vcpu.hasNestedTables()) {
      boolean virtual = random.percent(70);
      args.set(Arg.MMU, virtual ? MmuId.NESTED_MMU : MmuId.GUEST_MMU);
      args.set(Arg.ADDR, virtual ? tables.address(mode) : tables.nestedAddress());
    } else {
      args.set(Arg.MMU, MmuId.ROOT_MMU);
      args.set(Arg.ADDR, tables.address(mode));
    }
    args.set(Arg.ACCESS, random.pick(Access.values()));
    privilege(args);
  }

  private void privilege(KeyValues<Arg> args) {
    int user = random.bit();
    args.set(Arg.USER, user);
    args.set(Arg.AC, random.bit());
    boolean implicit = user == 0 && random.percent(15);
    args.set(Arg.IMPLICIT, implicit ? 1 : 0);
    args.set(Arg.CPL, user == 1 || (implicit && random.bit() == 1) ? 3 : 0);
    if (random.percent(50)) {
      args.set(Arg.PKRU, random.bits() >>> Integer.SIZE);
    }
  }
}
