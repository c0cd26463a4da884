// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class MmuRootsTest {
  private final RootPages pages = new RootPages();
  private final MmuRoots roots = new MmuRoots();

  @Test
  void atFirstThereAreNone() {
    assertFalse(roots.hasCurrent());
    assertTrue(roots.areKnown());
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      assertSame(RootPage.NONE, roots.page(slot));
    }
    assertEquals(0, roots.pgd(0), "root.pgd is zeroed with the vCPU");
    assertEquals(-1, roots.pgd(1), "KVM_MMU_ROOT_INFO_INVALID");
  }

  @Test
  void freeingTheCurrentRootClearsItsPgd() {
    roots.setCurrent(pages.shadow(1, 2), 0x1003);
    roots.freeCurrent();
    assertFalse(roots.hasCurrent());
    assertEquals(0, roots.pgd(0));
  }

  @Test
  void freeingAPreviousRootLeavesItsPgd() {
    roots.set(2, pages.shadow(1, 2), 0x1003);
    roots.freePrevious(2);
    assertSame(RootPage.NONE, roots.page(2));
    assertEquals(0x1003, roots.pgd(2));
  }

  @Test
  void freeingAllMakesForgottenRootsKnownAgain() {
    roots.setCurrent(pages.shadow(1, 2), 0x1000);
    roots.forget();
    assertFalse(roots.areKnown());
    roots.freeAll();
    assertTrue(roots.areKnown());
    assertFalse(roots.hasCurrent());
  }

  @Test
  void dummyKeepsThePgdThatWasThere() {
    roots.set(0, RootPage.NONE, 0x5000);
    roots.setCurrentDummy(pages.dummy());
    assertEquals(RootKind.DUMMY, roots.page(0).kind());
    assertEquals(0x5000, roots.pgd(0));
  }

  @Test
  void zappedPageHasItsNewRoleInEverySlot() {
    RootPage page = pages.shadow(1, 2);
    roots.setCurrent(page, 0x1000);
    roots.set(1, pages.shadow(3, 2), 0x3000);
    roots.set(3, page, 0x1001);
    roots.replace(pages.zap(1, 2, 0x802));
    assertEquals(0x802, roots.page(0).role());
    assertEquals(2, roots.page(1).role());
    assertEquals(0x802, roots.page(3).role());
  }

  @Test
  void zappingNothingTouchesNoEmptySlot() {
    roots.replace(pages.zap(1, 2, 0x802));
    assertFalse(roots.hasCurrent());
    assertSame(RootPage.NONE, roots.page(1));
  }

  @Test
  void copyGoesItsOwnWay() {
    roots.setCurrent(pages.shadow(1, 2), 0x1000);
    MmuRoots copy = new MmuRoots();
    copy.copyFrom(roots);
    roots.freeAll();
    assertEquals(1, copy.page(0).id());
    assertEquals(0x1000, copy.pgd(0));
  }
}
