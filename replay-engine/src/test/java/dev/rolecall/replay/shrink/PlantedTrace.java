// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A trace of four vCPUs in two VMs, recorded from the model, in which one role word is wrong: after
 * a write of CR0 whose PG makes SMEP count that a write of CR4 set long before. So the cause is
 * three events: the vCPU appears, CR4, CR0.
 */
final class PlantedTrace {
  private static final MmuRevision V6_1 = MmuHistory.find("v6.1").orElseThrow();
  private static final int VCPUS = 4;
  private static final long PSE = 1L << 4;
  private static final long SMEP = 1L << 20;
  private static final long PAGING = 0x80000011L;

  private final EventStore store = new EventStore();
  private final TraceEvent event = new TraceEvent();
  private final Random random;
  private final TraceReplay replay;
  private long flipped;
  private long position;

  private PlantedTrace(long seed) {
    this.random = new Random(seed);
    this.replay =
        new TraceReplay(
            "planted",
            ReplaySettings.standard(),
            new TraceReplay.Sinks(
                problem -> {
                  throw new AssertionError(problem.toString());
                },
                new Tally(),
                new NoDivergence(),
                new Recorder()));
  }

  /** A trace of so many events, with the cause at random places, at the end the wrong word. */
  static EventStore of(int events, long seed) {
    PlantedTrace trace = new PlantedTrace(seed);
    trace.feed(EventType.MACHINE, e -> e.args().setText(Arg.REVISION, "v6.1"));
    for (int vcpu = 0; vcpu < VCPUS; vcpu++) {
      int number = vcpu;
      trace.feed(EventType.VCPU, e -> place(e, number));
    }
    int cr4 = events / 10 + trace.random.nextInt(events / 2);
    while (trace.store.size() < events - 1) {
      if (trace.store.size() == cr4) {
        trace.feed(EventType.WRITE, e -> write(e, Arg.CR4, SMEP));
      } else {
        trace.noise();
      }
    }
    trace.flipped = 1;
    trace.feed(EventType.WRITE, e -> write(e, Arg.CR0, PAGING));
    return trace.store;
  }

  private static void place(TraceEvent event, int vcpu) {
    event.setVm(vcpu / 2);
    event.setVcpu(vcpu % 2);
  }

  private static void write(TraceEvent event, Arg register, long value) {
    place(event, VCPUS - 1);
    event.args().set(register, value);
  }

  /** Something that leaves CR0 and CR4 of the last vCPU alone. */
  private void noise() {
    int vcpu = random.nextInt(VCPUS);
    boolean last = vcpu == VCPUS - 1;
    switch (random.nextInt(last ? 4 : 6)) {
      case 0 -> feed(EventType.LOAD, e -> place(e, vcpu));
      case 1 -> feed(EventType.OBSERVE, e -> place(e, vcpu));
      case 2 -> write(vcpu, Arg.CR3, (long) random.nextInt(1 << 20) << 12);
      case 3 -> write(vcpu, Arg.PKRU, random.nextInt() & 0xffffffffL);
      case 4 -> write(vcpu, Arg.CR4, random.nextBoolean() ? PSE : SMEP);
      default -> write(vcpu, Arg.CR0, PAGING | (long) random.nextInt(2) << 16);
    }
  }

  private void write(int vcpu, Arg register, long value) {
    feed(
        EventType.WRITE,
        e -> {
          place(e, vcpu);
          e.args().set(register, value);
        });
  }

  private void feed(EventType type, Consumer<TraceEvent> fill) {
    event.reset(type);
    fill.accept(event);
    event.setPosition(++position);
    event.setTimeNs(position * 100);
    replay.event(event);
    store.add(event);
  }

  /** Writes what the model holds into the event's expectations. */
  private final class Recorder implements StepObserver {
    @Override
    public void after(TraceEvent fed, VcpuMmu mmu, WriteVerdict verdict) {
      ExpectKey role = ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE);
      long cpuRole = mmu.context(dev.rolecall.mmu.MmuId.ROOT).cpuRole();
      long wrong = V6_1.layout().of(RoleField.CR4_SMEP, flipped);
      fed.expectations().set(role, cpuRole ^ wrong);
      fed.expectations().set(ExpectKey.CR0, mmu.state().registers().cr0());
      fed.expectations().set(ExpectKey.CR4, mmu.state().registers().cr4());
      fed.expectations().set(ExpectKey.CR3, mmu.state().registers().cr3());
      fed.expectations().set(ExpectKey.ACCEPTED, verdict.accepted() ? 1 : 0);
    }
  }

  /** Nothing is expected when an event is fed. */
  private static final class NoDivergence implements DivergenceSink {
    @Override
    public void diverged(Divergence divergence) {
      throw new AssertionError(divergence.toString());
    }

    @Override
    public void repeated(Difference difference) {
      throw new AssertionError(difference.toString());
    }
  }
}
