// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** is_root_usable(), mmu.c. */
final class WantedRootTest {
  private final RootPages pages = new RootPages();
  private final WantedRoot shadow = new WantedRoot(0x1001, 0x1714, false);

  @Test
  void pgdCountsWithItsLowBits() {
    RootPage page = pages.shadow(1, 0x1714);
    assertTrue(shadow.isServedBy(page, 0x1001));
    assertFalse(shadow.isServedBy(page, 0x1000));
  }

  @Test
  void everyBitOfTheRoleCounts() {
    for (int bit = 0; bit < 32; bit++) {
      RootPage page = pages.shadow(1, 0x1714 ^ 1L << bit);
      assertFalse(shadow.isServedBy(page, 0x1001), "bit " + bit);
    }
  }

  @Test
  void onlyShadowPagesServe() {
    WantedRoot any = new WantedRoot(0, 0, true);
    assertFalse(any.isServedBy(RootPage.NONE, 0));
    assertFalse(any.isServedBy(pages.dummy(), 0));
    assertFalse(any.isServedBy(pages.special(RootKind.SPECIAL, 3), 0));
  }
}
