// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.rolecall.mmu.root.RootPage.Identity;
import org.junit.jupiter.api.Test;

final class RootPagesTest {
  private enum Owner {
    ROOT_MMU,
    GUEST_MMU
  }

  private final RootPages pages = new RootPages();

  @Test
  void pagesAreNumberedInOrderOfAppearance() {
    assertEquals(1, pages.shadow(0x100, 0x1714).id());
    assertEquals(2, pages.special(Owner.ROOT_MMU, 3).id());
    assertEquals(3, pages.shadow(0x104, 0x1714).id());
  }

  @Test
  void frameAndRoleTellShadowPages() {
    RootPage page = pages.shadow(0x100, 0x1714);
    assertSame(page, pages.shadow(0x100, 0x1714));
    assertNotEquals(page.id(), pages.shadow(0x101, 0x1714).id());
    assertNotEquals(page.id(), pages.shadow(0x100, 0x3714).id());
  }

  @Test
  void ownerAndLevelTellSpecialPages() {
    RootPage page = pages.special(Owner.ROOT_MMU, 3);
    assertSame(page, pages.special(Owner.ROOT_MMU, 3));
    assertNotEquals(page.id(), pages.special(Owner.GUEST_MMU, 3).id());
    assertNotEquals(page.id(), pages.special(Owner.ROOT_MMU, 4).id());
    assertEquals(0, page.role());
  }

  @Test
  void thereIsOneDummy() {
    assertSame(pages.dummy(), pages.dummy());
    assertEquals(RootKind.DUMMY, pages.dummy().kind());
  }

  @Test
  void zappedPageIsNotFoundAgain() {
    RootPage page = pages.shadow(0x100, 0x1714);
    assertEquals(page.withRole(0x1f14), pages.zap(0x100, 0x1714, 0x1f14));
    assertEquals(2, pages.shadow(0x100, 0x1714).id());
  }

  @Test
  void zappingWhatWasNoRootIsNothing() {
    assertSame(RootPage.NONE, pages.zap(0x100, 0x1714, 0x1f14));
  }

  @Test
  void anotherPageOfAFrameAndRoleIsDoubtfulOnlyIfThereWasOne() {
    assertEquals(Identity.CERTAIN, pages.another(0, 0x784, Identity.ASSUMED).identity());
    RootPage second = pages.another(0, 0x784, Identity.ASSUMED);
    assertEquals(Identity.ASSUMED, second.identity());
    assertEquals(2, second.id());
  }

  @Test
  void pagesAreFoundByTheirId() {
    RootPage page = pages.shadow(0x100, 0x1714);
    RootPage special = pages.special(Owner.GUEST_MMU, 4);
    assertSame(page, pages.find(1));
    assertSame(special, pages.find(2));
    assertSame(RootPage.NONE, pages.find(3));
    assertSame(RootPage.NONE, pages.find(0));
  }

  @Test
  void copyNumbersOnByItself() {
    pages.shadow(0x100, 0x1714);
    RootPages copy = pages.copy();
    assertEquals(2, copy.shadow(0x200, 0x1714).id());
    assertEquals(2, pages.shadow(0x300, 0x1714).id());
    assertEquals(1, copy.shadow(0x100, 0x1714).id());
  }
}
