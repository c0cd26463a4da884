// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeadRootsTest {
  private static final long INVALID = 0x800;

  private final RootPages pages = new RootPages();
  private final MmuRoots roots = new MmuRoots();

  @BeforeEach
  void fill() {
    roots.setCurrent(pages.shadow(1, 0x1714), 0x1000);
    roots.set(1, pages.shadow(2, 0x1714).withRole(0x1f14), 0x2000);
    roots.set(2, pages.special(RootKind.SPECIAL, 3), 0x3000);
    roots.set(3, pages.dummy(), 0x4000);
  }

  @Test
  void v5_10FreesAll() {
    DeadRoots.V5_10.free(roots, INVALID);
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      assertFalse(roots.page(slot).isValid());
    }
  }

  @Test
  void v5_18FreesZappedPagesAndWhatHasNoShadowPage() {
    DeadRoots.V5_18.free(roots, INVALID);
    assertTrue(roots.hasCurrent());
    assertEquals(0x1000, roots.pgd(0));
    for (int slot = 1; slot < MmuRoots.COUNT; slot++) {
      assertFalse(roots.page(slot).isValid());
    }
  }
}
