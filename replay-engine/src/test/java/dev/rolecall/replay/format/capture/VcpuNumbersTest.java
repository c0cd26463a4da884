// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class VcpuNumbersTest {
  private final VcpuNumbers numbers = new VcpuNumbers();

  @Test
  void vcpusOfTheSameNumberBelongToDifferentVms() {
    numbers.note(0x10, 3);
    numbers.note(0x20, 3);
    assertEquals(new VcpuNumber(0, 3), numbers.of(0x10));
    assertEquals(new VcpuNumber(1, 3), numbers.of(0x20));
  }

  @Test
  void numberThatKvmCannotGiveLeavesTheOthersTheirs() {
    numbers.note(0x10, 0xffff_fb00L);
    numbers.note(0x20, -1);
    numbers.note(0x30, 0x1_0000_0001L);
    numbers.note(0x40, 0);
    assertEquals(new VcpuNumber(0, 1), numbers.of(0x10));
    assertEquals(new VcpuNumber(0, 2), numbers.of(0x20));
    assertEquals(new VcpuNumber(0, 3), numbers.of(0x30));
    assertEquals(new VcpuNumber(0, 0), numbers.of(0x40));
  }
}
