// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.fuzz.RegisterStates.State;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;

/**
 * Every combination of role-relevant state: on each kind of host a trace for each state of L1 and
 * for SMM on and off, in which the vCPU goes to each other state and back, and, in each way of
 * nesting that the host has, to L2 in each state and back.
 */
public final class StateEnumeration implements TraceSource {
  private static final List<State> STATES = RegisterStates.ALL;

  /** Has no divisor in common with the number of states, so that the traces begin far apart. */
  private static final int STRIDE = 395;

  private static final int HOSTS = FuzzHost.ALL.size();
  private static final long ROOT = 0x200000;
  private static final long EPT_ROOT = 0x201000;
  private static final long EPTP_WRITE_BACK = 6;

  private final MmuRevision revision;
  private FuzzHost host = FuzzHost.ALL.get(0);
  private State l1 = STATES.get(0);
  private List<NestedMode> modes = List.of();
  private int smm;
  private long position;
  private int opening;
  private int other;
  private int phase;

  /** The enumeration, as traces that name a revision as theirs. */
  public StateEnumeration(MmuRevision revision) {
    this.revision = revision;
  }

  @Override
  public long size() {
    return 2L * HOSTS * STATES.size();
  }

  @Override
  public void start(long number) {
    host = FuzzHost.ALL.get((int) (number % HOSTS));
    smm = (int) (number / HOSTS % 2);
    l1 = STATES.get((int) (number / (2L * HOSTS) * STRIDE % STATES.size()));
    modes = modes();
    position = 0;
    opening = 0;
    other = 0;
    phase = 0;
  }

  private List<NestedMode> modes() {
    if (!host.hasTdp()) {
      return List.of(NestedMode.SHADOW);
    }
    return List.of(NestedMode.SHADOW, host.isAmd() ? NestedMode.NPT : NestedMode.EPT);
  }

  @Override
  public boolean next(TraceEvent event) {
    if (opening < Opening.ALL.length) {
      open(Opening.ALL[opening++], event);
    } else if (other < STATES.size()) {
      visit(event);
    } else {
      return false;
    }
    event.setPosition(++position);
    return true;
  }

  private enum Opening {
    MACHINE,
    SLOT,
    PDPTES,
    VCPU,
    LOAD;

    private static final Opening[] ALL = values();
  }

  private void open(Opening what, TraceEvent event) {
    switch (what) {
      case MACHINE -> host.describe(event, revision);
      case SLOT -> FuzzHost.slot(event);
      case PDPTES -> pdptes(event);
      case VCPU -> vcpu(event);
      case LOAD -> event.reset(EventType.LOAD);
    }
  }

  /** What PAE paging loads. */
  private static void pdptes(TraceEvent event) {
    event.reset(EventType.MEMORY);
    event.args().set(Arg.GPA, ROOT);
    LongTuples entries = event.args().setTuples(Arg.QWORDS);
    for (int i = 1; i <= 4; i++) {
      entries.add((ROOT + (long) i * 0x1000) | 1);
    }
  }

  private void vcpu(TraceEvent event) {
    event.reset(EventType.VCPU);
    registers(event.args(), l1);
    event.args().set(Arg.SMM, smm);
    for (Arg feature : GuestFeatures.ALL) {
      event.args().set(feature, 1);
    }
    event.args().set(Arg.VENDOR, host.vendor());
    event.args().set(Arg.MAXPHYADDR, host.maxphyaddr());
  }

  /** To another state and back, then to L2 in that state and back, in each mode. */
  private void visit(TraceEvent event) {
    boolean back = phase % 2 == 1;
    if (phase < 2) {
      event.reset(EventType.SREGS);
      registers(event.args(), back ? l1 : STATES.get(other));
    } else if (back) {
      event.reset(EventType.NESTED_EXIT);
    } else {
      enter(event, modes.get(phase / 2 - 1));
    }
    if (++phase == 2 * (1 + modes.size())) {
      phase = 0;
      other++;
    }
  }

  private void enter(TraceEvent event, NestedMode mode) {
    event.reset(EventType.NESTED_ENTRY);
    KeyValues<Arg> args = event.args();
    args.set(Arg.MODE, mode);
    registers(args, STATES.get(other));
    if (mode == NestedMode.NPT) {
      args.set(Arg.NCR3, ROOT);
    } else if (mode == NestedMode.EPT) {
      long levels = host.levels() == 5 && (other & 1) == 1 ? 4 : 3;
      int ad = other >>> 1 & 1;
      args.set(Arg.EPTP, EPT_ROOT | EPTP_WRITE_BACK | levels << 3 | (long) ad << 6);
      args.set(Arg.EXECONLY, other >>> 2 & 1);
    }
  }

  private void registers(KeyValues<Arg> args, State state) {
    args.set(Arg.CR0, state.cr0());
    args.set(Arg.CR3, ROOT);
    args.set(Arg.CR4, state.cr4());
    args.set(Arg.EFER, state.efer() | (host.isAmd() ? Efer.SVME : 0));
  }
}
