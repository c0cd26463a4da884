// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which bits of an exit qualification are compared, and what else is said of a fault. */
class ExitQualificationTest {
  private static final String MEMORY =
      """
      event,args,expect
      machine,revision=REVISION vendor=VENDOR,
      memory,gpa=0x1000 qwords=0x2107,
      memory,gpa=0x2000 qwords=0x3107,
      memory,gpa=0x3000 qwords=0x4107,
      memory,"gpa=0x4000 qwords=0x5331,0x5332",
      vcpu,cr0=0x80010011 cr3=0x1000 cr4=0x20 efer=0xd00,
      """;

  private static final String ENTRY =
      "nested_entry,mode=ept eptp=0x105e ad=1 execonly=1 cr0=0x80010011 cr3=0x4000 cr4=0x20 efer=0xd00,\n";

  private static final String WRITE = "access,mmu=guest addr=0x0 access=w user=1,";
  private static final String MISCONFIGURED = "access,mmu=guest addr=0x1000 access=w user=1,";

  @TempDir Path folder;

  @Test
  void bitsThatDifferAreTold() throws Exception {
    TraceReport report = ept("v6.12", WRITE + "exit_qualification=0x10b");
    assertEquals(List.of("exit_qualification 0x10b 0x18b"), differences(report));
    List<String> bits =
        report.divergences().kept().get(0).difference().fields().stream()
            .map(FieldDiff::name)
            .toList();
    assertEquals(List.of("GVA_IS_VALID"), bits);
  }

  @Test
  void untilV61TheBitsOfTheLastExitAreNotCompared() throws Exception {
    assertEquals(List.of(), differences(ept("v6.1", WRITE + "exit_qualification=0x8b")));
    assertEquals(
        List.of("exit_qualification 0x3 0xb"),
        differences(ept("v6.1", WRITE + "exit_qualification=0x3")));
  }

  @Test
  void untilV61ThatOfAMisconfigurationIsNotChecked() throws Exception {
    TraceReport report = ept("v6.1", MISCONFIGURED + "fault=0xf exit_qualification=0x181");
    assertEquals(List.of(), differences(report));
    assertEquals(
        Map.of("exit qualifications of EPT misconfigurations, those of the exit before", 1L),
        report.tally().notChecked());
    assertEquals(
        List.of("exit_qualification 0x181 0x0"),
        differences(ept("v6.12", MISCONFIGURED + "exit_qualification=0x181")));
  }

  @Test
  void aFaultOfOtherTablesHasNone() throws Exception {
    String fault = "access,mmu=root addr=0x0 access=r user=1,";
    String trace = MEMORY.replace("0x2107", "0x2027") + fault + "exit_qualification=0x183\n";
    assertEquals(
        List.of("exit_qualification 0x183 none, the fault is not one of EPT"),
        differences(replay("v6.12", "amd", trace)));
  }

  @Test
  void whatIsExpectedOfAFaultAloneDiffersIfThereIsNone() throws Exception {
    String read = "access,mmu=guest addr=0x0 access=r user=1,";
    for (String expected : List.of("fault_vector=14", "fault_nested=0", "fault_addr=0x0")) {
      assertEquals(1, differences(ept("v6.12", read + expected)).size(), expected);
    }
    assertEquals(
        List.of("exit_qualification 0x183 gpa 0x5000"),
        differences(ept("v6.12", read + "exit_qualification=0x183")));
    assertEquals(
        List.of("fault 0x6 gpa 0x5000"),
        differences(ept("v6.12", read + "fault=0x6 fault_vector=14")));
  }

  private TraceReport ept(String revision, String access) throws Exception {
    return replay(revision, "intel", MEMORY + ENTRY + access + "\n");
  }

  private TraceReport replay(String revision, String vendor, String trace) throws Exception {
    String text = trace.replace("REVISION", revision).replace("VENDOR", vendor);
    Path file = Files.writeString(folder.resolve("t.csv"), text);
    TraceReport report = new Replayer(ReplaySettings.standard()).replay(file);
    assertEquals(0, report.problems().size(), report.problems().toString());
    return report;
  }

  private static List<String> differences(TraceReport report) {
    return report.divergences().kept().stream()
        .map(Divergence::difference)
        .map(d -> d.subject() + " " + d.recorded() + " " + d.model())
        .collect(Collectors.toList());
  }
}
