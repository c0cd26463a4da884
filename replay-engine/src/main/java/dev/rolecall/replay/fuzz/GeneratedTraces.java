// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * Random traces that obey KVM's rules, but for a few writes that it refuses: a host, its memory, a
 * vCPU or two, and what these do.
 */
public final class GeneratedTraces implements TraceSource {
  /** How many steps a trace has that is not told otherwise. */
  public static final int STEPS = 150;

  private static final int SLOT_PERCENT = 90;
  private static final int TABLES_PERCENT = 60;

  /** Enough for PAE paging to load its PDPTEs. */
  private static final int FEW_FILLS = 6;

  private final MmuRevision revision;
  private final long seed;
  private final int steps;
  private final SeededRandom random = new SeededRandom();
  private final GuestTables tables = new GuestTables(random);
  private final VcpuSteps first = new VcpuSteps(random, tables);
  private final VcpuSteps second = new VcpuSteps(random, tables);

  private FuzzHost host = FuzzHost.ALL.get(0);
  private Phase phase = Phase.MACHINE;
  private int fills;
  private int filled;
  private int vcpus;
  private int appeared;
  private int stepsLeft;
  private long position;

  private enum Phase {
    MACHINE,
    SLOT,
    MEMORY,
    VCPU,
    STEPS
  }

  /**
   * Traces.
   *
   * @param revision the revision that they name as theirs
   * @param seed what all of them follow from
   * @param steps how many steps the vCPUs of one do together
   */
  public GeneratedTraces(MmuRevision revision, long seed, int steps) {
    this.revision = revision;
    this.seed = seed;
    this.steps = steps;
  }

  @Override
  public void start(long number) {
    random.seed(SeededRandom.seedOf(seed, number));
    host = FuzzHost.ALL.get(random.below(FuzzHost.ALL.size()));
    tables.start(host);
    fills = random.percent(TABLES_PERCENT) ? 2 * GuestTables.PAGES : FEW_FILLS;
    vcpus = random.percent(10) ? 2 : 1;
    filled = 0;
    appeared = 0;
    stepsLeft = steps;
    position = 0;
    phase = Phase.MACHINE;
  }

  @Override
  public boolean next(TraceEvent event) {
    if (stepsLeft == 0) {
      return false;
    }
    switch (phase) {
      case MACHINE -> machine(event);
      case SLOT -> slot(event);
      case MEMORY -> memory(event);
      case VCPU -> appear(event);
      case STEPS -> step(event);
    }
    event.setPosition(++position);
    return true;
  }

  private void machine(TraceEvent event) {
    host.describe(event, revision);
    phase = random.percent(SLOT_PERCENT) ? Phase.SLOT : Phase.MEMORY;
  }

  private void slot(TraceEvent event) {
    FuzzHost.slot(event);
    if (random.percent(5)) {
      event.args().set(Arg.READONLY, 1);
    }
    phase = Phase.MEMORY;
  }

  private void memory(TraceEvent event) {
    tables.fill(filled++, event);
    phase = filled < fills ? Phase.MEMORY : Phase.VCPU;
  }

  private void appear(TraceEvent event) {
    vcpu(appeared).appear(event, host);
    name(event, appeared++);
    phase = appeared < vcpus ? Phase.VCPU : Phase.STEPS;
  }

  private void step(TraceEvent event) {
    int vcpu = vcpus == 1 ? 0 : random.bit();
    vcpu(vcpu).step(event);
    name(event, vcpu);
    stepsLeft--;
  }

  private VcpuSteps vcpu(int number) {
    return number == 0 ? first : second;
  }

  private void name(TraceEvent event, int vcpu) {
    if (vcpus > 1) {
      event.setVcpu(vcpu);
    }
  }
}
