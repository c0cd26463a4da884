// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Trial;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.store.EventSequence;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ProblemSink;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trace put to a question diverges in the same way, with the same values. What diverges before it
 * must have diverged in the first trace too: taking things away shall not break others. Where the
 * trace conforms to the revision that it says it is of, it must go on to conform to it: otherwise
 * what it expects would be what no kernel does.
 */
public final class DivergenceSymptom implements Symptom {
  private final Question question;
  private final Divergence divergence;
  private final Target target;
  private final Set<String> known;
  private final Optional<Conformity> conformity;

  private DivergenceSymptom(
      Question question, First first, Divergence divergence, EventSequence events) {
    this.question = question;
    this.divergence = divergence;
    this.target = Target.of(divergence);
    this.known = first.keys;
    this.conformity =
        question instanceof Question.Recorded recorded && recorded.revision().isPresent()
            ? Conformity.of(events, first.events, target)
            : Optional.empty();
  }

  /**
   * The first divergence of a trace.
   *
   * @param wanted the signature that it has to have; any if absent
   * @param problems takes what makes no sense before it
   * @return empty if the trace has no such divergence
   * @throws SubjectException if a subject fails before it
   */
  public static Optional<DivergenceSymptom> first(
      EventSequence events, Question question, Optional<Signature> wanted, ProblemSink problems)
      throws SubjectException {
    First first = new First(wanted);
    try (Trial trial = question.begin("", sinks(first, problems))) {
      while (first.events < events.size() && first.found == null) {
        trial.handler().event(events.get(first.events++));
      }
      if (first.found == null) {
        trial.finish();
      }
      if (first.found == null && trial.failure().isPresent()) {
        throw new SubjectException(trial.failure().get().message());
      }
    }
    return Optional.ofNullable(first.found)
        .map(found -> new DivergenceSymptom(question, first, found, events));
  }

  /** The divergence that is looked for, as the first trace has it. */
  public Divergence divergence() {
    return divergence;
  }

  /** Its signature. */
  public Signature signature() {
    return Signature.of(divergence);
  }

  @Override
  public int shownAt(EventSequence events) {
    int shown = divergesAt(events);
    boolean holds =
        shown != NOT_SHOWN && conformity.map(c -> c.isKept(events, shown + 1)).orElse(true);
    return holds ? shown : NOT_SHOWN;
  }

  private int divergesAt(EventSequence events) {
    Watch watch = new Watch(target, known);
    try (Trial trial = question.begin("", sinks(watch, watch))) {
      for (int i = 0; i < events.size(); i++) {
        trial.handler().event(events.get(i));
        if (watch.senseless || trial.failure().isPresent()) {
          return NOT_SHOWN;
        }
        if (watch.sawTarget()) {
          return i;
        }
      }
      trial.finish();
      return !watch.senseless && watch.sawTarget() ? events.size() - 1 : NOT_SHOWN;
    } catch (SubjectException e) {
      return NOT_SHOWN; // a subject that does not even start shows nothing of the trace
    }
  }

  /** Sinks of one trial. */
  static TraceReplay.Sinks sinks(DivergenceSink divergences, ProblemSink problems) {
    return new TraceReplay.Sinks(problems, new Tally(), divergences, StepObserver.NONE);
  }

  /** The key of a difference, as signatures have it. */
  static String key(Difference difference, Divergence of) {
    return Signature.of(difference, of.event().type()).key();
  }

  /** Keeps the first divergence of a signature, and what diverges until the end of its event. */
  private static final class First implements DivergenceSink {
    private final Optional<Signature> wanted;
    private final Set<String> keys = new HashSet<>();
    private @Nullable Divergence found;
    private int events;

    private First(Optional<Signature> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void diverged(Divergence divergence) {
      divergence.all().forEach(difference -> keys.add(key(difference, divergence)));
      if (found == null && wanted.map(w -> w.covers(Signature.of(divergence))).orElse(true)) {
        found = divergence;
      }
    }

    @Override
    public void repeated(Difference difference) {}
  }

  /** Looks for the target, whose fields may come in divergences of their own after one event. */
  private static final class Watch implements DivergenceSink, ProblemSink {
    private final Target target;
    private final Set<String> known;
    private @Nullable Target seen;
    private boolean senseless;

    private Watch(Target target, Set<String> known) {
      this.target = target;
      this.known = known;
    }

    /** Whether the target came since this was last asked. */
    private boolean sawTarget() {
      if (seen == null) {
        return false;
      }
      boolean saw = target.equals(seen);
      seen = null;
      return saw;
    }

    @Override
    public void diverged(Divergence divergence) {
      senseless |= divergence.all().anyMatch(d -> !known.contains(key(d, divergence)));
      if (divergence.event().type() == target.event() && target.isAbout(divergence.difference())) {
        Target also = seen;
        if (also == null) {
          also = new Target(target.key(), target.event(), new TreeMap<>());
          seen = also;
        }
        also.add(divergence.difference());
      }
    }

    @Override
    public void repeated(Difference difference) {}

    @Override
    public void report(InputProblem problem) {
      senseless = true;
    }
  }
}
