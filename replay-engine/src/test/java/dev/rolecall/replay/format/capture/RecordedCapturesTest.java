// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.TraceFormat;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.format.csv.CsvTraceReader;
import dev.rolecall.replay.format.tracedat.TraceDatReader;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Real recordings against the model: what was translated must agree, but for KVM's own bugs. */
@EnabledIfSystemProperty(named = "rolecall.traces", matches = ".+")
class RecordedCapturesTest {
  private static final Path CAPTURES = Path.of(System.getProperty("rolecall.traces"), "captures");

  /**
   * The bugs of KVM that the recordings show.
   *
   * <p>nestednp: under shadow paging svm_set_cr0 sets CR4 again when it switches paging, and at a
   * nested exit from an unpaged L2 that overwrites L1's CR4 before it is restored.
   *
   * <p>The other two: an SMI in L2 makes svm_enter_smm save L1's registers as they are in the VMCB:
   * CR0 without CD and NW and, under shadow paging, with WP; CR4 with the host's MCE. RSM gives
   * these to L1.
   */
  private static final Map<String, List<String>> KERNEL_BUGS =
      Map.of(
          "6.1/npt0-flow-nestednp.dat",
          List.of(
              "10516 nested_exit cr3: recorded 0, model 101000",
              "10516 nested_exit cr4: recorded 20, model 10",
              "10516 nested_exit root_mmu.cpu_role: recorded 100020780, model 500003712",
              "10516 nested_exit root_mmu.root_role: recorded 21783, model 3713"),
          "7.2/npt0-flow-nestednp.dat",
          List.of(
              "10570 nested_exit cr3: recorded 0, model 101000",
              "10570 nested_exit cr4: recorded 60, model 10",
              "10570 nested_exit root_mmu.cpu_role: recorded 100020f80, model 8500006f12",
              "10570 nested_exit root_mmu.root_role: recorded 22f83, model 6f13"),
          "7.2/npt0-flow.dat",
          List.of(
              "20928 nested_exit cr0: recorded 80010011, model e0010011",
              "20928 nested_exit cr4: recorded 70, model 30",
              "33137 nested_exit cr0: recorded 80010011, model 80000011",
              "33137 nested_exit root_mmu.cpu_role: recorded c500006f04, model c500002f04",
              "33137 nested_exit root_mmu.root_role: recorded 6f04, model 2f04"),
          "7.2/npt1-tdp1-flow.dat",
          List.of(
              "12629 nested_exit cr0: recorded 80010011, model e0010011",
              "12629 nested_exit cr4: recorded 70, model 30"));

  @TestFactory
  Stream<DynamicTest> everyRecordedStateIsTheModels() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(CAPTURES)) {
      files = walk.filter(file -> file.toString().endsWith(".dat")).sorted().toList();
    }
    return files.stream().map(file -> DynamicTest.dynamicTest(nameOf(file), () -> check(file)));
  }

  @TestFactory
  Stream<DynamicTest> aConvertedCaptureGetsTheSameVerdict() {
    return Stream.of(
            "5.10/npt0-flow-nestednp.dat",
            "6.1/npt1-lostevents.dat",
            "6.1/npt1-flow-noprobes.dat",
            "6.1-intel/ept1-flow.dat",
            "7.2/npt0-flow.dat")
        .map(name -> DynamicTest.dynamicTest(name, () -> checkConverted(CAPTURES.resolve(name))));
  }

  private static void checkConverted(Path file) throws Exception {
    ModelFollower direct = new ModelFollower();
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    List<InputProblem> problems = new ArrayList<>();
    try (TraceReader reader = TraceFormats.open(file);
        TraceWriter writer = TraceFormat.CSV.write(csv)) {
      reader.read(new Both(direct, writer), problem -> {});
    }
    ModelFollower converted = new ModelFollower();
    try (TraceReader reader =
        new CsvTraceReader("converted", new ByteArrayInputStream(csv.toByteArray()))) {
      reader.read(converted, problems::add);
    }
    assertEquals(List.of(), problems);
    assertEquals(direct.agreements(), converted.agreements());
    assertEquals(withoutPlace(direct), withoutPlace(converted));
  }

  private static List<String> withoutPlace(ModelFollower follower) {
    return follower.disagreements().stream().map(d -> d.substring(d.indexOf(' '))).toList();
  }

  private static void check(Path file) throws Exception {
    ModelFollower follower = new ModelFollower();
    ReadStats stats;
    try (TraceDatReader reader = TraceDatReader.open(file)) {
      stats = reader.read(follower, problem -> {});
    }
    assertEquals(KERNEL_BUGS.getOrDefault(nameOf(file), List.of()), follower.disagreements());
    long unknown = stats.unknownByName().values().stream().mapToLong(Long::longValue).sum();
    assertEquals(stats.records(), stats.understood() + unknown);
    boolean probes = !nameOf(file).contains("noprobes");
    assertTrue(!probes || follower.agreements() > 20_000, () -> follower.agreements() + "");
  }

  private static String nameOf(Path file) {
    return CAPTURES.relativize(file).toString();
  }

  /** Follows and writes each event. */
  private record Both(ModelFollower follower, TraceWriter writer) implements TraceHandler {
    @Override
    public void event(TraceEvent event) {
      follower.event(event);
      try {
        writer.write(event);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void notChecked(String reason, long count) {}
  }
}
