// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.tracedat.EditedCapture;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever stretches of a capture that conforms are lost, the rest does not diverge, and no verdict
 * passes over what is missing.
 */
final class GapInjectionTest {
  private static final int TIMES = 1000;
  private static final int MOST_GAPS = 8;

  /** Captures that conform, the last one without its probes, and how many records they have. */
  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject("6.1-intel/ept1-matrix", 5_000),
          new Subject("6.1-intel/ept1-flow", 10_000),
          new Subject("6.1-intel/ept0-flow", 22_000),
          new Subject("6.1/npt0-matrix", 9_000),
          new Subject("6.1/npt1-lostevents", 15_000),
          new Subject("6.1/npt1-flow-noprobes", 21_000),
          new Subject("6.1/npt0-flow", 39_000),
          new Subject("5.10/npt1-tdp0-matrix", 15_000),
          new Subject("5.10/npt1-tdp1-flow", 52_000),
          new Subject("7.2/npt1-tdp1-flow", 27_000));

  private record Subject(String name, int records) {
    Path file() {
      return Corpus.ROOT.resolve("captures/" + name + ".dat");
    }
  }

  @Test
  void lostStretchesNeverMakeACaptureDiverge() {
    long seed = Long.getLong("rolecall.seed", System.nanoTime());
    System.out.println("GapInjectionTest seed " + seed);
    List<String> wrong =
        IntStream.range(0, TIMES)
            .parallel()
            .mapToObj(i -> verdict(SUBJECTS.get(i % SUBJECTS.size()), new Random(seed + i)))
            .filter(verdict -> !verdict.isEmpty())
            .toList();
    assertEquals(List.of(), wrong);
  }

  /** What is wrong with the verdict on a subject that has gaps; empty if nothing is. */
  private static String verdict(Subject subject, Random random) {
    boolean probes = random.nextInt(3) > 0 && !subject.name().startsWith("7.2");
    Gaps gaps = new Gaps(random, subject.records(), probes);
    TraceReport report =
        new Replayer(ReplaySettings.standard())
            .replay(
                subject.file(), () -> EditedCapture.open(subject.file(), gaps), StepObserver.NONE);
    String what = subject.name() + (probes ? " " : " without probes ") + gaps;
    if (report.tally().diverged() > 0) {
      return what + ": " + report.divergences().kept().get(0);
    }
    return report.stats().lost() > 0 && report.isComplete() ? what + ": passes over losses" : "";
  }

  /** A few stretches, short and long. */
  private static final class Gaps implements EditedCapture.Edit {
    private final int[] from;
    private final int[] to;
    private final boolean probes;

    Gaps(int[] from, int[] to, boolean probes) {
      this.from = from;
      this.to = to;
      this.probes = probes;
    }

    Gaps(Random random, int records, boolean probes) {
      this(new int[1 + random.nextInt(MOST_GAPS)], new int[MOST_GAPS], probes);
      for (int i = 0; i < from.length; i++) {
        from[i] = random.nextInt(records);
        to[i] = from[i] + 1 + random.nextInt(1 << random.nextInt(13));
      }
    }

    @Override
    public boolean records(KernelEventFormat format) {
      return probes || !format.system().equals("kvmrole");
    }

    @Override
    public boolean loses(KernelEvent event) {
      for (int i = 0; i < from.length; i++) {
        if (event.position() >= from[i] && event.position() < to[i]) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("gaps");
      for (int i = 0; i < from.length; i++) {
        text.append(' ').append(from[i]).append('-').append(to[i]);
      }
      return text.toString();
    }
  }

  /** Gaps that random ones came upon. */
  @ParameterizedTest
  @CsvSource({
    "5.10/npt1-tdp1-flow, 49240, 49241, with, a role that is older than CR4.LA57",
    "5.10/npt1-tdp1-flow, 21, 330, with, a CPUID that the VMM set within the gap",
    "6.1/npt1-lostevents, 19, 2865, without, the only direct pages of 5 levels",
  })
  void whatIsLostIsNotTakenForKnown(String name, long from, long to, String probes, String what) {
    Path file = Corpus.ROOT.resolve("captures/" + name + ".dat");
    Gaps gap = new Gaps(new int[] {(int) from}, new int[] {(int) to}, probes.equals("with"));
    TraceReport report =
        new Replayer(ReplaySettings.standard())
            .replay(file, () -> EditedCapture.open(file, gap), StepObserver.NONE);
    assertEquals(List.of(), report.divergences().kept(), what);
  }

  @Test
  void aCaptureWithoutGapsIsTheSame() {
    Path file = SUBJECTS.get(0).file();
    TraceReport edited =
        new Replayer(ReplaySettings.standard())
            .replay(
                file,
                () -> EditedCapture.open(file, new EditedCapture.Edit() {}),
                StepObserver.NONE);
    TraceReport whole = Corpus.replay(file);
    assertEquals(whole.tally().matched(), edited.tally().matched());
    assertEquals(whole.tally().notChecked(), edited.tally().notChecked());
    assertFalse(edited.stats().lost() > 0);
  }
}
