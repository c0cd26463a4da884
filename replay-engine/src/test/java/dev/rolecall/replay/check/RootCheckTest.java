// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.root.MmuRequest;
import dev.rolecall.mmu.root.PgdOutcome;
import dev.rolecall.mmu.root.RootKind;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.trace.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of roots, on small traces of shadow paging at v5.18. */
final class RootCheckTest {
  private static final String START =
      """
      event,args,expect
      machine,revision=v5.18 vendor=amd tdp=0,
      vcpu,cr0=0x80010011 cr3=0x1000 cr4=0x20 efer=0x500,
      """;

  @TempDir Path scratch;

  @Test
  void agreementIsCounted() throws IOException {
    TraceReport report =
        replay("load,,\"root_mmu.roots=page:0x1000:0x2704:1,-,-,- root_mmu.pgd=none\"");
    assertEquals(List.of(), differences(report));
    assertEquals(2, report.tally().matched());
  }

  @Test
  void numbersOfPagesAreFreeButOneStaysOne() throws IOException {
    TraceReport report =
        replay(
            "load,,\"root_mmu.roots=page:0x1000:0x2704:9,-,-,-\"",
            "write,cr3=0x2000,",
            "load,,\"root_mmu.roots=page:0x2000:0x2704:9,page:0x1000:0x2704:9,-,-\"");
    assertEquals(
        List.of(
            "5 root_mmu.roots page:0x2000:0x2704:9,page:0x1000:0x2704:9,-,-"
                + " / page:0x2000:0x2704:2,page:0x1000:0x2704:1,-,-"),
        differences(report, 6));
  }

  @Test
  void roleOfAPageIsToldByField() throws IOException {
    TraceReport report =
        replay(
            "load,,\"root_mmu.roots=page:0x1000:0x704:1,-,-,-\"",
            "observe,,\"root_mmu.roots=page:0x1000:0x704:1,-,-,-\"");
    assertEquals(1, report.divergences().count());
    assertEquals(1, report.divergences().repeats());
    Difference difference = report.divergences().kept().get(0).difference();
    assertEquals(Observable.ROOT_ROLE, difference.observable());
    assertEquals("cr0_wp", difference.fields().get(0).name());
  }

  @Test
  void rootsThatStayOtherAreTakenOver() throws IOException {
    // the kernel has another PGD in the current slot, and goes on from there
    TraceReport report =
        replay(
            "load,,\"root_mmu.roots=page:0x5000:0x2704:1,-,-,-\"",
            "observe,,\"root_mmu.roots=page:0x5000:0x2704:1,-,-,-\"",
            "write,cr3=0x2000,\"root_mmu.roots=-,page:0x5000:0x2704:1,-,-\"",
            "write,cr3=0x5000,\"root_mmu.roots=page:0x5000:0x2704:1,-,-,- root_mmu.pgd=cached\"");
    assertEquals(1, report.divergences().count());
    assertEquals(1, report.divergences().repeats());
  }

  @Test
  void oneOddValueIsNotTakenOver() throws IOException {
    TraceReport report =
        replay(
            "load,,\"root_mmu.roots=page:0x5000:0x2704:1,-,-,-\"",
            "observe,,\"root_mmu.roots=page:0x1000:0x2704:1,-,-,-\"",
            "write,cr3=0x2000,\"root_mmu.roots=-,page:0x1000:0x2704:1,-,-\"");
    assertEquals(1, report.divergences().count());
  }

  @Test
  void rootsThatAVcpuAppearsWithAreTakenOver() throws IOException {
    TraceReport report =
        replayAll(
            """
            event,args,expect
            machine,revision=v5.18 vendor=amd tdp=0,
            vcpu,cr0=0x80010011 cr3=0x1000 cr4=0x20 efer=0x500,"root_mmu.roots=-,page:0x3000:0x2704:4,-,-"
            write,cr3=0x3000,"root_mmu.roots=page:0x3000:0x2704:4,-,-,- root_mmu.pgd=cached"
            """);
    assertEquals(List.of(), differences(report));
    assertEquals(1, report.tally().notChecked().size());
  }

  @Test
  void whatHangsOnUnknownMemoryIsNotChecked() throws IOException {
    TraceReport report =
        replayAll(
            """
            event,args,expect
            machine,revision=v5.18 vendor=amd tdp=0,
            vcpu,cr0=0x80010011 cr3=0x1000 cr4=0x20 efer=0x0,
            load,,"root_mmu.roots=special:0x1000:0x0:1,-,-,-"
            write,cr3=0x1000,"root_mmu.roots=-,-,-,- accepted=1"
            load,,"root_mmu.roots=special:0x1000:0x0:1,-,-,-"
            """);
    assertEquals(List.of(), differences(report));
    assertEquals(2, report.tally().matched(), "the loads");
    assertTrue(report.tally().notChecked().keySet().stream().anyMatch(s -> s.contains("roots")));
  }

  @Test
  void switchAndRequestsAreCompared() throws IOException {
    TraceReport report = replay("write,cr3=0x2000,root_mmu.pgd=current requests=load_pgd");
    assertEquals(
        List.of("3 root_mmu.pgd current / new", "3 requests load_pgd / sync+flush_current"),
        differences(report));
  }

  @Test
  void roleIsComparedByFieldAtAnotherRevision() throws IOException {
    // v7.2: access is 4 bits wide, efer_nx is bit 13, and cr0_wp bit 14
    Path trace = write(START + "load,,\"root_mmu.roots=page:0x1000:0x3704:1,-,-,-\"\n");
    TraceReport report = replayAt(trace, "v7.2");
    assertEquals(List.of(), differences(report));
  }

  @Test
  void wordsOfTracesAreThoseOfTheModel() {
    assertEquals(names(MmuRequest.values()), names(Request.values()));
    assertEquals(
        names(PgdOutcome.values()).stream().sorted().toList(),
        names(dev.rolecall.replay.trace.PgdOutcome.values()).stream().sorted().toList());
    assertEquals(names(RootKind.values()), names(dev.rolecall.replay.trace.RootKind.values()));
  }

  private static List<String> names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
  }

  private TraceReport replay(String... rows) throws IOException {
    return replayAll(START + String.join("\n", rows) + "\n");
  }

  private TraceReport replayAll(String text) throws IOException {
    return new Replayer(new ReplaySettings(Optional.empty(), 100)).replay(write(text));
  }

  private static TraceReport replayAt(Path trace, String revision) {
    return new Replayer(
            new ReplaySettings(dev.rolecall.mmu.revision.MmuHistory.find(revision), 100))
        .replay(trace);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(scratch.resolve("trace.csv"), text);
  }

  private static List<String> differences(TraceReport report) {
    return differences(report, Integer.MAX_VALUE);
  }

  private static List<String> differences(TraceReport report, long last) {
    assertEquals(List.of(), report.problems());
    return report.divergences().kept().stream()
        .filter(d -> d.event().number() <= last)
        .flatMap(
            d ->
                Stream.concat(Stream.of(d.difference()), d.also().stream())
                    .map(each -> text(d.event().number(), each)))
        .toList();
  }

  private static String text(long event, Difference difference) {
    return "%d %s %s / %s"
        .formatted(event, difference.subject(), difference.recorded(), difference.model());
  }
}
