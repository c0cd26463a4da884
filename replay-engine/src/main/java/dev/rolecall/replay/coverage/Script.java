// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.TraceEvent;

/** A trace of one vCPU that is made up and replayed event by event. */
final class Script {
  private final TraceEvent event = new TraceEvent();
  private final HostKind host;
  private final TraceReplay replay;

  /** Begins a trace of a host and a kernel. */
  Script(MmuRevision revision, HostKind host, StepObserver observer) {
    this.host = host;
    this.replay =
        new TraceReplay(
            "exploration",
            ReplaySettings.standard(),
            new TraceReplay.Sinks(
                problem -> {
                  throw new AssertionError(problem);
                },
                new Tally(),
                new NoDivergences(),
                observer));
    KeyValues<Arg> args = begin(EventType.MACHINE);
    args.setText(Arg.REVISION, revision.id());
    host.fill(args);
    feed();
  }

  HostKind host() {
    return host;
  }

  private KeyValues<Arg> begin(EventType type) {
    event.reset(type);
    event.setVcpu(0);
    return event.args();
  }

  private void feed() {
    replay.event(event);
  }

  private void feed(EventType type) {
    begin(type);
    feed();
  }

  private void set(Registers registers) {
    event.args().set(Arg.CR0, registers.cr0());
    event.args().set(Arg.CR3, registers.cr3());
    event.args().set(Arg.CR4, registers.cr4());
    event.args().set(Arg.EFER, registers.efer());
  }

  /** What memory holds from an address on. */
  void memory(long gpa, long... words) {
    LongTuples qwords = begin(EventType.MEMORY).setTuples(Arg.QWORDS);
    event.args().set(Arg.GPA, gpa);
    for (long word : words) {
      qwords.add(word);
    }
    feed();
  }

  /** The VM has memory there. */
  void memslot(long gfn, long pages) {
    KeyValues<Arg> args = begin(EventType.MEMSLOT);
    args.set(Arg.GFN, gfn);
    args.set(Arg.PAGES, pages);
    feed();
  }

  /** A new vCPU in that state. */
  void vcpu(Registers registers, int maxphyaddr) {
    begin(EventType.VCPU).set(Arg.MAXPHYADDR, maxphyaddr);
    set(registers);
    feed();
  }

  void cpuid(int maxphyaddr) {
    begin(EventType.CPUID).set(Arg.MAXPHYADDR, maxphyaddr);
    feed();
  }

  void write(Register register, long value) {
    Arg arg =
        switch (register) {
          case CR0 -> Arg.CR0;
          case CR3 -> Arg.CR3;
          case CR4 -> Arg.CR4;
          case EFER -> Arg.EFER;
          case PKRU -> Arg.PKRU;
        };
    begin(EventType.WRITE).set(arg, value);
    feed();
  }

  void sregs(Registers registers) {
    begin(EventType.SREGS);
    set(registers);
    feed();
  }

  void enterSmm() {
    begin(EventType.SMM).set(Arg.ENTER, 1);
    feed();
  }

  /** RSM, to the registers that the SMI found. */
  void leaveSmm() {
    begin(EventType.SMM).set(Arg.ENTER, 0);
    feed();
  }

  private KeyValues<Arg> beginEntry(NestedMode mode, Registers l2) {
    KeyValues<Arg> args = begin(EventType.NESTED_ENTRY);
    args.set(Arg.MODE, mode);
    set(l2);
    LongTuples pdptrs = args.setTuples(Arg.PDPTRS);
    for (int i = 0; i < 4; i++) {
      pdptrs.add(GuestTables.pdpte(i));
    }
    return args;
  }

  /** L1 enters L2, with nested page tables at {@code root} if there are any. */
  void enterL2(NestedMode mode, Registers l2, long root) {
    KeyValues<Arg> args = beginEntry(mode, l2);
    if (mode == NestedMode.NPT) {
      args.set(Arg.NCR3, root);
    } else if (mode == NestedMode.EPT) {
      args.set(Arg.EPTP, root);
    }
    feed();
  }

  /** L1 enters L2 with EPT, of which it may use execute-only entries if that is 1. */
  void enterEpt(Registers l2, long eptp, int execonly) {
    KeyValues<Arg> args = beginEntry(NestedMode.EPT, l2);
    args.set(Arg.EPTP, eptp);
    args.set(Arg.EXECONLY, execonly);
    feed();
  }

  void leaveL2() {
    feed(EventType.NESTED_EXIT);
  }

  void initMmu() {
    feed(EventType.INIT_MMU);
  }

  void load() {
    feed(EventType.LOAD);
  }

  void unload() {
    feed(EventType.UNLOAD);
  }

  void newPgd(MmuId mmu, long pgd) {
    KeyValues<Arg> args = begin(EventType.NEW_PGD);
    args.set(Arg.MMU, mmu);
    args.set(Arg.PGD, pgd);
    feed();
  }

  /** A shadow page, found or not where it is looked up. */
  void page(PageOp op, int rootCount, int created) {
    KeyValues<Arg> args = begin(EventType.PAGE);
    args.set(Arg.OP, op);
    args.set(Arg.GFN, 1);
    args.set(Arg.ROLE, 0);
    args.set(Arg.ROOT_COUNT, rootCount);
    if (op == PageOp.GET) {
      args.set(Arg.CREATED, created);
    }
    feed();
  }

  /** An event of the MMU at work. */
  void activity(EventType type) {
    KeyValues<Arg> args = begin(type);
    switch (type) {
      case PAGE_FAULT -> args.set(Arg.ADDR, 0);
      case MAP -> args.set(Arg.GFN, 1);
      case SPTE -> args.set(Arg.SPTEP, 0);
      default -> {}
    }
    switch (type) {
      case MAP -> args.set(Arg.LEVEL, 1);
      case SPTE -> args.set(Arg.SPTE, 0);
      default -> args.set(Arg.ERROR, 0);
    }
    feed();
  }

  /** An access whose rights the last arguments give. */
  void access(MmuId mmu, long address, dev.rolecall.replay.trace.Access access, int user) {
    KeyValues<Arg> args = begin(EventType.ACCESS);
    args.set(Arg.MMU, mmu);
    args.set(Arg.ADDR, address);
    args.set(Arg.ACCESS, access);
    args.set(Arg.USER, user);
    args.set(Arg.PKRU, GuestTables.PKRU);
    feed();
  }

  /** Made up traces expect nothing, and what they show of KVM's MMU is not looked at. */
  private static final class NoDivergences implements VcpuCheck.DivergenceSink {
    @Override
    public void diverged(Divergence divergence) {}

    @Override
    public void repeated(Difference difference) {}
  }
}
