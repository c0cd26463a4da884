// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of pages whose order in the trace, or whose state, is not certain. */
class ShadowPageOrderTest {
  private static final String HEAD =
      """
      vcpu,event,args
      ,machine,revision=v6.1 tdp=0
      ,pages,state=none
      0,vcpu,cr0=0x80010011 cr3=0x101000 cr4=0x10 maxphyaddr=40
      """;

  private static final String SECOND =
      "1,vcpu,cr0=0x80010011 cr3=0x101000 cr4=0x10 maxphyaddr=40\n";

  private static final String NEW = "0,page,op=get gfn=0x101 role=0x3712 created=1\n";
  private static final String ZAP = "0,page,op=zap gfn=0x101 role=0x3712\n";

  @TempDir Path folder;

  @Test
  void aPageThatIsThereIsNotMade() throws Exception {
    assertEquals(1, replay(HEAD + NEW + NEW).divergences().count());
  }

  @Test
  void withTwoVcpusAnotherOrderMayHaveBeenTheKernels() throws Exception {
    assertEquals(0, replay(HEAD + SECOND + NEW + NEW).divergences().count());
  }

  @Test
  void aPageThatIsNotThereIsNotZapped() throws Exception {
    assertEquals(1, replay(HEAD + ZAP).divergences().count());
  }

  @Test
  void whereNothingIsKnownOfPagesTheirLookUpsAreNotChecked() throws Exception {
    TraceReport report = replay(HEAD.replace("state=none", "state=unknown") + NEW + NEW);
    assertEquals(1, report.divergences().count(), "the second look-up knows the first");
    report = replay(HEAD + NEW + ",pages,state=unknown\n" + NEW);
    assertEquals(0, report.divergences().count());
    assertEquals(
        1,
        report
            .tally()
            .notChecked()
            .get("shadow pages of which the trace does not tell whether they were there"));
  }

  @Test
  void aPageOfNoVcpuIsLookedUpAndItsRoleIsNotChecked() throws Exception {
    TraceReport report = replay(HEAD + NEW.replace("0,page", ",page").replace("0x3712", "0x712"));
    assertEquals(0, report.divergences().count());
    assertEquals(1, report.tally().checkedOf(Kind.PAGES));
  }

  private TraceReport replay(String trace) throws Exception {
    Path file = Files.writeString(folder.resolve("t.csv"), trace);
    TraceReport report = new Replayer(ReplaySettings.standard()).replay(file);
    assertEquals(0, report.problems().size(), report.problems().toString());
    return report;
  }
}
