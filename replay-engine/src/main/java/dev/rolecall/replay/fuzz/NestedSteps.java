// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;

/** How a generated vCPU goes from L1 to L2 and back. */
final class NestedSteps {
  private static final int TABLES_PERCENT = 75;
  private static final long EPTP_WRITE_BACK = 6;
  private static final long EPTP_4_LEVELS = 3L << 3;
  private static final long EPTP_5_LEVELS = 4L << 3;
  private static final int EPTP_AD_SHIFT = 6;

  private final SeededRandom random;
  private final GuestTables tables;
  private final RegisterDraw draw;
  private final VcpuSketch.Registers drawn = new VcpuSketch.Registers();

  NestedSteps(SeededRandom random, GuestTables tables, RegisterDraw draw) {
    this.random = random;
    this.tables = tables;
    this.draw = draw;
  }

  /** Makes this an entry or an exit, whichever can be. */
  void step(TraceEvent event, VcpuSketch vcpu) {
    if (vcpu.nested()) {
      exit(event, vcpu);
    } else if (vcpu.canEnterNested() && isLikely(vcpu)) {
      enter(event, vcpu);
    } else {
      event.reset(EventType.LOAD);
    }
  }

  /** An SMI ends VMX operation, so that L2 within SMM is no more than thinkable. */
  private boolean isLikely(VcpuSketch vcpu) {
    return !vcpu.smm() || vcpu.host().isAmd() || random.percent(15);
  }

  private void enter(TraceEvent event, VcpuSketch vcpu) {
    NestedMode mode = mode(vcpu.host());
    event.reset(EventType.NESTED_ENTRY);
    KeyValues<Arg> args = event.args();
    args.set(Arg.MODE, mode);
    if (mode == NestedMode.NPT) {
      args.set(Arg.NCR3, tables.root(vcpu.registers().mode()));
    } else if (mode == NestedMode.EPT) {
      ept(args, vcpu.host());
    }
    if (random.percent(20)) {
      drawn.copyFrom(vcpu.registers()); // L2 is as L1 was
    } else {
      draw.state(vcpu.features(), vcpu.host(), drawn);
      drawn.describe(args);
    }
    vcpu.enterNested(mode, drawn);
    if (drawn.mode() == PagingMode.PAE && random.percent(60)) {
      tables.pdptes(args.setTuples(Arg.PDPTRS));
    }
  }

  private NestedMode mode(FuzzHost host) {
    if (!host.hasTdp() || !random.percent(TABLES_PERCENT)) {
      return NestedMode.SHADOW;
    }
    return host.isAmd() ? NestedMode.NPT : NestedMode.EPT;
  }

  private void ept(KeyValues<Arg> args, FuzzHost host) {
    boolean five = host.levels() == 5 && random.bit() == 1;
    long ad = (long) random.bit() << EPTP_AD_SHIFT;
    long root = tables.root(PagingMode.LEVELS4) & ~0xfffL;
    args.set(Arg.EPTP, root | EPTP_WRITE_BACK | (five ? EPTP_5_LEVELS : EPTP_4_LEVELS) | ad);
    args.set(Arg.EXECONLY, random.bit());
  }

  /** VMX takes L1's registers from the VMCS, so that they may be others than before the entry. */
  private void exit(TraceEvent event, VcpuSketch vcpu) {
    event.reset(EventType.NESTED_EXIT);
    vcpu.leaveNested();
    if (!vcpu.host().isAmd() && random.percent(25)) {
      draw.state(vcpu.features(), vcpu.host(), drawn);
      drawn.describe(event.args());
      vcpu.setRegisters(drawn);
    }
  }
}
