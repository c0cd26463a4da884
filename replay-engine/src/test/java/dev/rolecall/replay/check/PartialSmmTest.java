// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.run.ReplaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SMM is the vCPU's, whoever runs: L1 goes on in it, or out of it, as L2 was. */
class PartialSmmTest {
  private static final String IN_L2 =
      """
      event,vm,vcpu,args,expect
      machine,,,revision=v6.1 vendor=amd tdp=0,
      widen,0,0,cr0=0xffffffffffffffff cr4=0xffffffffffffffff efer=0xffffffffffffffff smm=1 guest_mode=1,
      observe,0,0,,guest_mode=1
      page,0,0,op=get gfn=0x110 role=0x21704 created=1 root_count=0 unsync=0,
      nested_exit,0,0,,
      """;

  @TempDir private Path folder;

  /** How many divergences there are if L1's root has a role. */
  private long diverging(String role) throws IOException {
    Path trace = folder.resolve("smm.csv");
    String page = "page,0,0,op=get gfn=0x110 role=%s created=1 root_count=0 unsync=0,%n";
    Files.writeString(trace, IN_L2 + page.formatted(role));
    return new Replayer(ReplaySettings.standard()).replay(trace).tally().diverged();
  }

  @Test
  void aRootOfL1IsNotOfSmmWhereL2WasNotInIt() throws IOException {
    assertEquals(1, diverging("0x1003704"));
  }

  @Test
  void aRootOfL1OutOfSmmIsConsistent() throws IOException {
    assertEquals(0, diverging("0x3704"));
  }
}
