// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class InvisibleRootTest {
  @Test
  void untilV6_12HighBitsOfAPgdNameAFrameInNoSlot() {
    assertEquals(0x8000000000100L, InvisibleRoot.V5_10.frame(0x8000000000100fffL));
    assertFalse(InvisibleRoot.V5_10.isDummy());
  }

  @Test
  void fromV6_12OnlyAddressBitsCount() {
    assertEquals(0x100, InvisibleRoot.V6_12.frame(0xc000000000100fffL), "LAM bits are masked");
    assertEquals(0xffffffffffL, InvisibleRoot.V6_12.frame(-1L), "bits 12 to 51");
    assertTrue(InvisibleRoot.V6_12.isDummy());
  }
}
