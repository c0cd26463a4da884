// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.mutate.MutationReport.Finding;
import dev.rolecall.replay.mutate.MutationReport.Score;
import dev.rolecall.replay.mutate.MutationRequest.Sample;
import dev.rolecall.replay.mutate.Verdict.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationRunTest {
  private static final String MACHINE = "event,args,expect\nmachine,revision=v6.1 vendor=amd%s,\n";

  /** 0x3784 = 0x2000 cr0_wp + 0x1000 efer_nx + 0x700 access + 0x80 direct + 0x4 level. */
  private static final String TDP =
      "vcpu,cr0=0x80010011 cr4=0x20 efer=0xd00,root_mmu.root_role=0x3784\n";

  /** The same with 0x1000000 smm. */
  private static final String SMM =
      "vcpu,cr0=0x80010011 cr4=0x20 efer=0xd00 smm=1,root_mmu.root_role=0x1003784\n";

  @TempDir Path folder;

  /**
   * The root_role of v6.1 has 32 bits, so that nothing of it shows "valid"; smm and guest_mode are
   * 0 in the trace, and with NPT so is ad_disabled: another field that is 0 is the same.
   */
  @Test
  void faultsThatNoBitOfTheTraceShowsSurvive() throws Exception {
    MutationReport report = run(trace("tdp", MACHINE.formatted("") + TDP));
    assertEquals(new Score(17, 5, 0), report.score());
    assertEquals(
        Set.of("SMM", "GUEST_MODE", "VALID", "true", "AD_DISABLED"),
        changed(report, Status.SURVIVED));
  }

  @Test
  void traceThatShowsAFieldNoticesItsFault() throws Exception {
    TraceFile tdp = trace("tdp", MACHINE.formatted("") + TDP);
    MutationReport report = run(tdp, trace("smm", MACHINE.formatted("") + SMM));
    assertEquals(
        Set.of("GUEST_MODE", "VALID", "true", "AD_DISABLED"), changed(report, Status.SURVIVED));
    Finding smm =
        report.findings(Status.NOTICED).stream()
            .filter(f -> f.mutant().words().startsWith("SMM turned into"))
            .findFirst()
            .orElseThrow();
    assertEquals(folder.resolve("smm.csv").toString(), smm.verdict().sign().trace());
    assertTrue(smm.verdict().sign().detail().startsWith("root_mmu.root_role: recorded 0x1003784"));
  }

  @Test
  void faultsOfTdpAreNotReachedByShadowPaging() throws Exception {
    TraceFile shadow =
        trace(
            "shadow",
            MACHINE.formatted(" tdp=0") + "vcpu,cr0=0x10,root_mmu.context=reconfigured\n");
    assertEquals(new Score(0, 0, 22), run(shadow).score());
  }

  @Test
  void onlyTheVariantOfTheRevisionGetsFaults() throws Exception {
    MutationReport report = run(trace("tdp", MACHINE.formatted("") + TDP));
    assertEquals(
        Set.of("TdpRole.SERIES_11.compute", "TdpRole.tdp"),
        report.findings().stream().map(Finding::method).collect(Collectors.toSet()));
    assertEquals("series/11", report.findings().get(0).labels().get(0).variant());
  }

  @Test
  void traceThatDoesNotConformIsLeftOut() throws Exception {
    TraceFile good = trace("good", MACHINE.formatted("") + TDP);
    TraceFile wrong = trace("wrong", MACHINE.formatted("") + TDP.replace("0x3784", "0x3785"));
    TraceFile empty = trace("empty", MACHINE.formatted(""));
    MutationReport report = run(good, wrong, empty);
    assertEquals(List.of(good.name()), report.traces());
    assertEquals(
        List.of(
            wrong.name() + ": diverges: root_mmu.root_role: recorded 0x3785, model 0x3784",
            empty.name() + ": nothing can be checked"),
        report.leftOut().stream().map(left -> left.trace() + ": " + left.why()).toList());
  }

  @Test
  void faultyInputIsAProblem() throws Exception {
    TraceFile good = trace("good", MACHINE.formatted("") + TDP);
    TraceFile bad = trace("bad", MACHINE.formatted("") + TDP + "write,cr0=nonsense,\n");
    MutationReport report = run(good, bad, TraceFile.of(folder.resolve("missing.csv")));
    assertEquals(List.of(good.name()), report.traces());
    assertEquals(2, report.problems().size(), report.problems().toString());
  }

  @Test
  void theSameSeedTakesTheSameFaults() throws Exception {
    TraceFile tdp = trace("tdp", MACHINE.formatted("") + TDP);
    Sample sample = new Sample(Optional.of(6), 3, Optional.empty());
    MutationReport first = run(sample, tdp);
    assertEquals(6, first.score().planted());
    assertEquals(22, first.faults());
    assertEquals(first, run(sample, tdp));
    assertTrue(!first.equals(run(new Sample(Optional.of(6), 4, Optional.empty()), tdp)));
  }

  @Test
  void constantsThatAreMadeOnceCanHaveFaultsToo() throws Exception {
    MmuRevision revision = MmuHistory.find("v6.1").orElseThrow();
    TraceFile tdp = trace("tdp", MACHINE.formatted("") + TDP);
    MutationReport report =
        MutationRun.run(
            new MutationRequest(
                List.of(tdp), Optional.of(revision), List.of("RoleLayout"), Sample.ALL));
    assertTrue(report.score().noticed() > 20, report.score().toString());
    assertEquals(new Score(17, 5, 0), run(tdp).score());
  }

  private static Set<String> changed(MutationReport report, Status status) {
    return report.findings(status).stream()
        .map(finding -> finding.mutant().words())
        .map(words -> words.substring(0, words.indexOf(' ')))
        .collect(Collectors.toSet());
  }

  private TraceFile trace(String name, String text) throws IOException {
    return TraceFile.of(Files.writeString(folder.resolve(name + ".csv"), text));
  }

  private static MutationReport run(TraceFile... traces) throws IOException, InterruptedException {
    return run(Sample.ALL, traces);
  }

  private static MutationReport run(Sample sample, TraceFile... traces)
      throws IOException, InterruptedException {
    return MutationRun.run(
        new MutationRequest(List.of(traces), Optional.empty(), List.of("TdpRole"), sample));
  }
}
