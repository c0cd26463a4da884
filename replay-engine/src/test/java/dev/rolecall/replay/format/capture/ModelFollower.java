// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.VcpuMmu.Acceptance;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ContextOutcome;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Feeds a translation to the model and notes where the model disagrees. */
@SuppressWarnings("EnumOrdinal") // the MMUs and outcomes are numbered alike on both sides
final class ModelFollower implements TraceHandler {
  private static final int ASSUMED_WIDTH = 48;

  private final Map<Long, VcpuMmu> vcpus = new HashMap<>();
  private final List<String> disagreements = new ArrayList<>();
  private Optional<MmuRevision> revision = Optional.empty();
  private Machine machine = Machine.standard();
  private long agreements;

  List<String> disagreements() {
    return disagreements;
  }

  long agreements() {
    return agreements;
  }

  @Override
  public void notChecked(String reason, long count) {}

  @Override
  public void event(TraceEvent event) {
    switch (event.type()) {
      case MACHINE -> machine(event);
      case VCPU -> {
        VcpuMmu mmu = appear(event);
        vcpus.put(key(event), mmu);
        compare(event, mmu);
      }
      default -> {
        VcpuMmu mmu = vcpus.get(key(event));
        if (mmu != null && event.hasVcpu()) {
          apply(event, mmu);
          compare(event, mmu);
        }
      }
    }
  }

  private void machine(TraceEvent event) {
    revision = MmuHistory.find(event.args().text(Arg.REVISION));
    machine =
        new Machine(
            event.args().word(Arg.VENDOR, dev.rolecall.replay.trace.Vendor.class)
                    == dev.rolecall.replay.trace.Vendor.INTEL
                ? Vendor.INTEL
                : Vendor.AMD,
            event.args().flag(Arg.TDP) ? Machine.Tdp.ON : Machine.Tdp.OFF,
            (int) event.args().number(Arg.TDP_LEVELS),
            event.args().flag(Arg.EPT_AD) ? Machine.EptAd.PRESENT : Machine.EptAd.ABSENT,
            ASSUMED_WIDTH);
  }

  private VcpuMmu appear(TraceEvent event) {
    int width = (int) event.args().numberOr(Arg.MAXPHYADDR, ASSUMED_WIDTH);
    VcpuState state =
        new VcpuState(
            registers(event, Registers.RESET), GuestCpuid.assumed(machine.vendor(), width));
    state.setSmm(event.args().numberOr(Arg.SMM, 0) == 1);
    state.setGuestMode(event.args().numberOr(Arg.GUEST_MODE, 0) == 1);
    return new VcpuMmu(revision.orElseThrow().spec(), machine, state, new GuestMemory());
  }

  private static void apply(TraceEvent event, VcpuMmu mmu) {
    mmu.begin(acceptance(event));
    Registers now = mmu.state().registers();
    switch (event.type()) {
      case CPUID -> {
        int width = mmu.state().cpuid().maxphyaddr();
        mmu.setCpuid(
            mmu.state().cpuid().withMaxphyaddr((int) event.args().numberOr(Arg.MAXPHYADDR, width)));
      }
      case WRITE -> write(event, mmu);
      case SREGS -> mmu.setSregs(registers(event, now));
      case SMM -> smm(event, mmu);
      case NESTED_ENTRY -> nestedEntry(event, mmu);
      case NESTED_EXIT -> mmu.leaveNested(registers(event, mmu.savedByNested()));
      case INIT_MMU -> mmu.initMmu();
      default -> {}
    }
  }

  private static void write(TraceEvent event, VcpuMmu mmu) {
    Arg[] args = {Arg.CR0, Arg.CR3, Arg.CR4, Arg.EFER};
    Register[] registers = {Register.CR0, Register.CR3, Register.CR4, Register.EFER};
    for (int i = 0; i < args.length; i++) {
      if (event.args().has(args[i])) {
        mmu.write(registers[i], event.args().number(args[i]));
      }
    }
  }

  private static void smm(TraceEvent event, VcpuMmu mmu) {
    if (!event.args().flag(Arg.ENTER)) {
      mmu.leaveSmm(registers(event, mmu.savedBySmm()));
    } else if (event.args().has(Arg.CR0)) {
      mmu.enterSmm(registers(event, mmu.state().registers()));
    } else {
      mmu.enterSmm();
    }
  }

  private static void nestedEntry(TraceEvent event, VcpuMmu mmu) {
    Registers l2 = registers(event, mmu.state().registers());
    switch (event.args().word(Arg.MODE, NestedMode.class)) {
      case NPT -> mmu.enterNestedNpt(l2, event.args().number(Arg.NCR3));
      case EPT -> {
        long eptp = event.args().number(Arg.EPTP);
        int execOnly = (int) event.args().numberOr(Arg.EXECONLY, 0);
        int ad = (int) event.args().numberOr(Arg.AD, 0);
        mmu.enterNestedEpt(l2, eptp, EptParams.of(eptp, execOnly, ad));
      }
      case SHADOW -> mmu.enterNested(l2);
    }
  }

  private void compare(TraceEvent event, VcpuMmu mmu) {
    int before = disagreements.size();
    Registers r = mmu.state().registers();
    expect(event, ExpectKey.CR0, r.cr0());
    expect(event, ExpectKey.CR3, r.cr3());
    expect(event, ExpectKey.CR4, r.cr4());
    expect(event, ExpectKey.EFER, r.efer());
    boolean registersDiffer = disagreements.size() > before;
    expect(event, ExpectKey.SMM, mmu.state().smm() ? 1 : 0);
    expect(event, ExpectKey.GUEST_MODE, mmu.state().guestMode() ? 1 : 0);
    expect(event, ExpectKey.MMU, mmu.mmu().ordinal());
    expect(event, ExpectKey.WALK_MMU, mmu.walkMmu().ordinal());
    for (MmuId id : MmuId.values()) {
      compare(event, id, mmu.context(dev.rolecall.mmu.MmuId.values()[id.ordinal()]));
    }
    if (registersDiffer) {
      mmu.adopt(recorded(event, r), mmu.state().smm(), mmu.state().guestMode());
    }
  }

  private void compare(TraceEvent event, MmuId id, MmuContext context) {
    expect(event, ExpectKey.of(id, MmuItem.CPU_ROLE), context.cpuRole());
    expect(event, ExpectKey.of(id, MmuItem.MMU_ROLE), context.mmuRole());
    expect(event, ExpectKey.of(id, MmuItem.ROOT_ROLE), context.mmuRole());
    expect(event, ExpectKey.of(id, MmuItem.ROOT_LEVEL), context.rootLevel());
    expect(event, ExpectKey.of(id, MmuItem.SHADOW_ROOT_LEVEL), context.shadowRootLevel());
    ContextOutcome outcome =
        context.configurations() > 0 ? ContextOutcome.RECONFIGURED : ContextOutcome.KEPT;
    expect(event, ExpectKey.of(id, MmuItem.CONTEXT), outcome.ordinal());
  }

  private void expect(TraceEvent event, ExpectKey key, long model) {
    if (!event.expectations().has(key)) {
      return;
    }
    long recorded = event.expectations().number(key);
    if (recorded == model) {
      agreements++;
    } else {
      disagreements.add(
          "%d %s %s: recorded %x, model %x"
              .formatted(
                  event.position(), event.type().wireName(), key.wireName(), recorded, model));
    }
  }

  private static Registers recorded(TraceEvent event, Registers model) {
    return new Registers(
        event.expectations().numberOr(ExpectKey.CR0, model.cr0()),
        event.expectations().numberOr(ExpectKey.CR3, model.cr3()),
        event.expectations().numberOr(ExpectKey.CR4, model.cr4()),
        event.expectations().numberOr(ExpectKey.EFER, model.efer()));
  }

  private static Registers registers(TraceEvent event, Registers otherwise) {
    return new Registers(
        event.args().numberOr(Arg.CR0, otherwise.cr0()),
        event.args().numberOr(Arg.CR3, otherwise.cr3()),
        event.args().numberOr(Arg.CR4, otherwise.cr4()),
        event.args().numberOr(Arg.EFER, otherwise.efer()));
  }

  private static Acceptance acceptance(TraceEvent event) {
    if (!event.expectations().has(ExpectKey.ACCEPTED)) {
      return Acceptance.UNRECORDED;
    }
    return event.expectations().flag(ExpectKey.ACCEPTED) ? Acceptance.ACCEPTED : Acceptance.REFUSED;
  }

  private static long key(TraceEvent event) {
    return (long) event.vm() << Integer.SIZE | event.vcpu();
  }
}
