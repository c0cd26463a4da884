// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rolecall.replay.probes.Probe.Certainty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the script with probes in it where a folder stands for tracefs and a script for trace-cmd.
 */
class RecordKvmTest {
  private static final ProbePlan PLAN =
      new ProbePlan(
          List.of(
              new Probe(
                  "load", "kvm_mmu_load", Certainty.LISTED, "p:kvmrole/load kvm:f vcpu=%di:x64"),
              new Probe(
                  "load_ret",
                  "kvm_mmu_load",
                  Certainty.LISTED,
                  "r:kvmrole/load_ret kvm:f vcpu=$arg1:x64")),
          List.of());

  @TempDir private Path folder;

  @BeforeEach
  void makeTracefsAndTraceCmd() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")), "a system with env");
    Files.createDirectories(folder.resolve("tracefs/events/kvm"));
    Files.createDirectories(folder.resolve("tracefs/events/kvmrole/load"));
    Files.createFile(folder.resolve("tracefs/kprobe_events"));
    Path traceCmd = Files.createDirectories(folder.resolve("bin")).resolve("trace-cmd");
    Files.writeString(traceCmd, "#!/bin/sh\necho \"$@\"\n");
    assertTrue(traceCmd.toFile().setExecutable(true), "trace-cmd is executable");
  }

  @Test
  void probesAreDefinedRecordedAndRemoved() throws Exception {
    String printed = run(PLAN, "-o", "x.dat", "sleep", "1");
    assertTrue(
        printed.contains("record -C mono -b 65536 -e kvm -e kvmmmu -e kvmrole -o x.dat sleep 1"),
        printed);
    assertEquals(
        List.of(
            "-:kvmrole/load",
            "p:kvmrole/load kvm:f vcpu=%di:x64",
            "r:kvmrole/load_ret kvm:f vcpu=$arg1:x64",
            "-:kvmrole/load"),
        Files.readAllLines(folder.resolve("tracefs/kprobe_events")));
  }

  @Test
  void withoutProbesTheTracepointsAreRecorded() throws Exception {
    String printed = run(ProbePlan.NONE);
    assertTrue(printed.contains("record -C mono -b 65536 -e kvm -e kvmmmu -o trace.dat"), printed);
    assertFalse(printed.contains("kvmrole -o"), printed);
  }

  private String run(ProbePlan plan, String... arguments) throws IOException, InterruptedException {
    Path script = folder.resolve("script");
    Files.write(script, RecordingScript.lines(plan));
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "bash", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TRACEFS", folder.resolve("tracefs").toString());
    builder
        .environment()
        .merge("PATH", folder.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "ends");
    assertEquals(0, process.exitValue(), printed);
    return printed;
  }
}
