// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.PartialVcpu;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replays a trace up to an event and tells what the event did. A record of a capture may have
 * become several events; all of them are told.
 */
public final class EventExplanation implements StepObserver, VcpuCheck.DivergenceSink {
  private final long number;
  private final List<Step> steps = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private Optional<VcpuMmu> before = Optional.empty();
  private Optional<MmuRevision> revision = Optional.empty();
  private List<String> possibleBefore = List.of();
  private Optional<Possible> possible = Optional.empty();
  private long last;

  private EventExplanation(long number) {
    this.number = number;
  }

  /**
   * What one event did.
   *
   * @param event the event
   * @param before the vCPU before it, unless it is its first
   * @param after the vCPU after it, if the event is of a vCPU
   * @param verdict what KVM's rules say of a write
   * @param differences where the event's expectations differ
   * @param reconfigured the contexts that were configured during the event
   * @param walk the walk of guest page tables that the event asked for
   * @param possible what is known of a vCPU whose state is not, before and after it
   */
  public record Step(
      TraceEvent event,
      Optional<VcpuMmu> before,
      Optional<VcpuMmu> after,
      WriteVerdict verdict,
      List<Difference> differences,
      List<MmuId> reconfigured,
      Optional<WalkStory> walk,
      Optional<Possible> possible) {}

  /**
   * What is known of a vCPU whose state is not, in lines for people.
   *
   * @param before before an event
   * @param after after it
   */
  public record Possible(List<String> before, List<String> after) {}

  /**
   * The result.
   *
   * @param steps what the record's events did; empty if the trace has no such event
   * @param revision the revision of the model
   * @param last the number of the trace's last event
   */
  public record Result(List<Step> steps, Optional<MmuRevision> revision, long last) {}

  /**
   * Explains the event of that number.
   *
   * @throws TraceInputException if the input is no trace
   * @throws IOException if the system fails to read it
   */
  public static Result explain(
      TraceFile trace, long number, Optional<MmuRevision> revision, ProblemSink problems)
      throws IOException, TraceInputException {
    EventExplanation watching = new EventExplanation(number);
    TraceReplay replay =
        new TraceReplay(
            trace.name(),
            new ReplaySettings(revision, 0),
            new TraceReplay.Sinks(problems, new Tally(), watching, watching));
    try (TraceReader reader = TraceFormats.open(trace)) {
      reader.read(replay, problems);
    }
    return new Result(watching.steps, watching.revision, watching.last);
  }

  @Override
  public void machine(TraceEvent event, MmuRevision traced, MmuRevision replayed) {
    revision = Optional.of(replayed);
    other(event);
  }

  @Override
  public void other(TraceEvent event) {
    last = Math.max(last, event.position());
    if (event.position() == number) {
      add(event, Optional.empty(), WriteVerdict.ACCEPTED, Optional.empty());
    }
  }

  @Override
  public void before(TraceEvent event, VcpuMmu mmu) {
    differences.clear();
    if (event.position() == number) {
      before = Optional.of(mmu.copy());
    }
  }

  @Override
  public void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
    last = Math.max(last, event.position());
    if (event.position() == number) {
      add(event, Optional.of(mmu.copy()), verdict, WalkStory.of(event, mmu));
    }
    before = Optional.empty();
    differences.clear();
  }

  @Override
  public void beforePartial(TraceEvent event, PartialVcpu vcpu) {
    differences.clear();
    if (event.position() == number) {
      possibleBefore = vcpu.possible();
    }
  }

  @Override
  public void afterPartial(TraceEvent event, PartialVcpu vcpu) {
    if (event.position() == number) {
      possible = Optional.of(new Possible(possibleBefore, vcpu.possible()));
    }
    other(event);
    differences.clear();
  }

  private void add(
      TraceEvent event, Optional<VcpuMmu> after, WriteVerdict verdict, Optional<WalkStory> walk) {
    List<MmuId> reconfigured = new ArrayList<>();
    after.ifPresent(
        mmu -> {
          for (MmuId id : MmuId.values()) {
            MmuContext context = mmu.context(id);
            if (context.configurations() > 0) {
              reconfigured.add(id);
            }
          }
        });
    steps.add(
        new Step(
            TraceEvent.copyOf(event),
            before,
            after,
            verdict,
            List.copyOf(differences),
            reconfigured,
            walk,
            possible));
    possible = Optional.empty();
  }

  @Override
  public void diverged(Divergence divergence) {
    differences.add(divergence.difference());
    differences.addAll(divergence.also());
    differences.addAll(divergence.consequences());
  }

  @Override
  public void repeated(Difference difference) {
    differences.add(difference);
  }
}
