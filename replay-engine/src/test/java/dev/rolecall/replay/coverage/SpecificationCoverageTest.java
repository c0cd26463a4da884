// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.run.StepObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the corpus exercises must not become less, and kernels do nothing that is impossible. */
final class SpecificationCoverageTest {
  /** At least so many points of each area, at any kernel point, by the hand-written traces. */
  private static final Map<Area, Integer> FLOOR =
      Map.ofEntries(
          Map.entry(Area.HOSTS, 8),
          Map.entry(Area.ROLES, 351),
          Map.entry(Area.WRITES, 11),
          Map.entry(Area.MODES, 8),
          Map.entry(Area.WORLDS, 39),
          Map.entry(Area.CONTEXTS, 40),
          Map.entry(Area.PGDS, 21),
          Map.entry(Area.ROOTS, 9),
          Map.entry(Area.REQUESTS, 22),
          Map.entry(Area.WALKS, 34),
          Map.entry(Area.PAGES, 17));

  private static Coverage coverage(String folder) {
    Coverer coverer = new Coverer(Optional.empty());
    Corpus.traces(folder)
        .forEach(trace -> coverer.take(coverer.replay(TraceFile.of(trace), StepObserver.NONE)));
    return coverer.coverage();
  }

  @Test
  void handWrittenTracesExerciseWhatTheyDid() {
    Measure measure = coverage("spec").measure();
    assertAll(
        FLOOR.entrySet().stream()
            .map(
                floor ->
                    () ->
                        assertTrue(
                            measure.exercised(floor.getKey()) >= floor.getValue(),
                            floor + ", now " + measure.exercised(floor.getKey()))));
  }

  /** What a kernel was seen to do can be done: otherwise the catalogue lacks it. */
  @Test
  void capturesExerciseNothingThatIsNotInTheCatalogue() {
    Coverage coverage = coverage("captures");
    List<String> beyond =
        Stream.of(Area.values()).flatMap(area -> coverage.beyond(area).stream()).toList();
    assertEquals(List.of(), beyond);
  }
}
