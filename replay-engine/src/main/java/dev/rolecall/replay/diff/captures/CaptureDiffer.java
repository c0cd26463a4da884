// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.diff.DiffReport;
import dev.rolecall.replay.diff.Group;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Trial;
import dev.rolecall.replay.diff.captures.CaptureReport.Anchors;
import dev.rolecall.replay.diff.captures.CaptureReport.Revisions;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.report.ReadFailure;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.ValueKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Compares two captures of one workload, perhaps from two kernels: aligns them by what the guest
 * did, and compares what came of it.
 */
public final class CaptureDiffer {
  private static final ReadStats NOTHING_READ =
      new ReadStats(0, 0, 0, 0, Collections.emptySortedMap());

  private CaptureDiffer() {}

  /** A capture that has been read. */
  private record Side(
      TraceFile file, Recording recording, ReadStats stats, List<InputProblem> problems) {
    private DiffReport report(List<Group> groups, Tally tally) {
      return new DiffReport(file.name(), groups, stats, tally, Optional.empty(), problems);
    }
  }

  /** Compares two captures; what is wrong with them is part of the report. */
  public static CaptureReport diff(TraceFile a, TraceFile b) {
    Side one = read(a);
    Side other = read(b);
    Optional<Revisions> revisions =
        one.recording()
            .revision()
            .flatMap(r -> other.recording().revision().map(s -> new Revisions(r, s)));
    List<TrackPair> pairs = TrackPair.of(one.recording(), other.recording());
    Tally tally = new Tally();
    List<Group> groups = revisions.isPresent() ? compare(one, other, pairs, tally) : List.of();
    return new CaptureReport(
        one.report(groups, tally),
        other.report(List.of(), new Tally()),
        revisions,
        hosts(one.recording().machine().args(), other.recording().machine().args()),
        new Anchors(
            one.recording().anchors(),
            other.recording().anchors(),
            pairs.stream().mapToLong(TrackPair::common).sum()),
        pairs.stream().flatMap(pair -> pair.stretches().stream()).toList());
  }

  /** What both captures tell of their hosts and is not the same. */
  private static List<String> hosts(KeyValues<Arg> a, KeyValues<Arg> b) {
    List<String> found = new ArrayList<>();
    for (Arg arg : EventType.MACHINE.optional()) {
      if (a.has(arg) && b.has(arg) && a.number(arg) != b.number(arg)) {
        found.add("%s %s and %s".formatted(arg.wireName(), text(a, arg), text(b, arg)));
      }
    }
    return found;
  }

  private static String text(KeyValues<Arg> values, Arg arg) {
    long value = values.number(arg);
    return arg.kind() instanceof ValueKind.OneOf words
        ? words.words().get((int) value)
        : Long.toString(value);
  }

  private static Side read(TraceFile file) {
    Recording recording = new Recording();
    List<InputProblem> problems = new ArrayList<>();
    FirstProblems first = new FirstProblems(file.name(), problems::add);
    ReadStats stats = NOTHING_READ;
    try {
      stats = pass(file, recording, first);
    } catch (TraceInputException e) {
      first.report(e.problem());
    } catch (IOException e) {
      first.report(ReadFailure.problem(file.name(), e));
    }
    recording.finish();
    if (first.count() == 0 && recording.revision().isEmpty()) {
      first.report(new Place.None(), "expected a machine event with a known revision, got none");
    }
    first.finish();
    return new Side(file, recording, stats, problems);
  }

  private static ReadStats pass(TraceFile file, TraceHandler handler, FirstProblems problems)
      throws IOException, TraceInputException {
    try (TraceReader reader = TraceFormats.open(file)) {
      return reader.read(handler, problems);
    }
  }

  /** Causes, first those that the model does not explain. */
  private static List<Group> compare(Side a, Side b, List<TrackPair> pairs, Tally tally) {
    MmuRevision revision = a.recording().revision().orElseThrow();
    MmuRevision other = b.recording().revision().orElseThrow();
    ModelDifferences model = new ModelDifferences();
    TraceReplay.Sinks sinks =
        new TraceReplay.Sinks(problem -> {}, new Tally(), model, StepObserver.NONE);
    try (Trial trial =
        new Question.Compared(SubjectFactory.of(revision), other).begin(a.file().name(), sinks)) {
      PairComparison comparison =
          new PairComparison(
              new PairComparison.Names(a.file(), b.file().name()),
              pairs,
              new OutcomeComparison(revision, other, tally),
              model,
              trial.handler());
      pass(a.file(), comparison, new FirstProblems(a.file().name(), problem -> {}));
      return comparison.finish().stream().sorted(Comparator.comparing(Group::isModelled)).toList();
    } catch (SubjectException e) {
      throw new IllegalStateException("the model does not start", e);
    } catch (TraceInputException e) {
      return List.of(); // which the first pass has told
    } catch (IOException e) {
      a.problems().add(ReadFailure.problem(a.file().name(), e));
      return List.of();
    }
  }
}
