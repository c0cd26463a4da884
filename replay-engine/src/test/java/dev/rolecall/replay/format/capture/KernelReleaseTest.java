// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KernelReleaseTest {
  private static String revision(String release) {
    return KernelRelease.parse(release).orElseThrow().nearestKnown().revision();
  }

  @Test
  void theNewestKnownKernelThatIsNotNewerIsTheNearest() {
    assertEquals("v6.1", revision("6.1.0-56-cloud-amd64"));
    assertEquals("v6.1", revision("6.11.9"));
    assertEquals("v6.12", revision("6.18.0-rc3"));
    assertEquals("v5.10", revision("5.15.0"));
    assertEquals("v7.2", revision("8.0"));
  }

  @Test
  void anOlderKernelThanAllIsNearestToTheOldest() {
    assertEquals("v5.10", revision("4.19.0+"));
  }

  @Test
  void whatIsNoReleaseIsNotParsed() {
    assertTrue(KernelRelease.parse("").isEmpty());
    assertTrue(KernelRelease.parse("linux").isEmpty());
    assertTrue(KernelRelease.parse("6").isEmpty());
  }
}
