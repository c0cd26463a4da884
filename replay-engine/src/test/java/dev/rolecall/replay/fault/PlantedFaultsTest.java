// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.fault.FaultHunt.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The corpus finds bugs that are planted on purpose, one at a time, in a copy of the model, but for
 * those that the lists say it does not find. Which faults are planted is a {@link FaultSelection}'s
 * to say.
 */
final class PlantedFaultsTest {
  private static final Path DETAILS = Path.of("target", "planted-faults.txt");
  private static final double SHARE = 0.95;

  @Test
  void theCorpusFindsEveryPlantedFaultThatIsNotListedAsSurvivor() throws Exception {
    FaultSelection selection = FaultSelection.ofSystemProperty();
    List<Fault> faults = selection.of(FaultList.all());
    FaultReport report =
        new FaultReport(new FaultHunt(ModelSources.read(), CorpusHunt.read()).hunt(faults));
    System.out.println(report.summary());
    Files.writeString(DETAILS, report.details());
    assertAll(
        () -> assertTrue(faults.size() >= selection.atLeast(), faults.size() + " faults"),
        () -> assertEquals(List.of(), report.invalid(), "faults that are none"),
        () -> assertEquals(listed(faults), survivors(report), "survivors are those of the list"));
  }

  @Test
  void mostFaultsAreFoundByTheLists() throws Exception {
    List<Fault> faults = FaultList.all();
    double share = 1 - (double) listed(faults).size() / faults.size();
    assertTrue(share >= SHARE, "share found: " + share);
  }

  @Test
  void noFaultIsListedTwice() throws Exception {
    Set<String> seen = new HashSet<>();
    ModelSources sources = ModelSources.read();
    for (Fault fault : FaultList.all()) {
      String changed = fault.edit().plantIn(sources.text(fault.file()));
      assertTrue(seen.add(fault.file() + changed), fault::title);
    }
  }

  private static Set<String> listed(List<Fault> faults) {
    return faults.stream()
        .filter(Fault::isListedSurvivor)
        .map(fault -> fault.rule() + ": " + fault.title())
        .collect(Collectors.toSet());
  }

  private static Set<String> survivors(FaultReport report) {
    return report.survivors().stream()
        .map(Verdict::fault)
        .map(fault -> fault.rule() + ": " + fault.title())
        .collect(Collectors.toSet());
  }
}
