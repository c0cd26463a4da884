// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShadowPagesTest {
  private static final ShadowPage PAGE = new ShadowPage(0x101, 0x3712);

  private final ShadowPages pages = new ShadowPages();

  @Test
  void beforeAnythingIsToldEveryPageMayBeThere() {
    assertEquals(Knowledge.UNKNOWN, pages.find(PAGE));
  }

  @Test
  void aNewVmHasNoPage() {
    pages.none();
    assertEquals(Knowledge.NO, pages.find(PAGE));
  }

  @Test
  void aPageThatWasMadeIsFound() {
    pages.created(PAGE);
    assertEquals(Knowledge.YES, pages.find(PAGE));
    assertEquals(Knowledge.NO, pages.isUnsync(PAGE));
  }

  @Test
  void frameAndWholeRoleIdentifyAPage() {
    pages.none();
    pages.created(PAGE);
    assertEquals(Knowledge.NO, pages.find(new ShadowPage(0x102, 0x3712)));
    assertEquals(Knowledge.NO, pages.find(new ShadowPage(0x101, 0x3732)));
  }

  @Test
  void aZappedPageIsNotFound() {
    pages.created(PAGE);
    pages.zapped(PAGE);
    assertEquals(Knowledge.NO, pages.find(PAGE));
  }

  @Test
  void aPageThatIsZappedUnseenBeforeIsKnownToBeGone() {
    pages.zapped(PAGE);
    assertEquals(Knowledge.NO, pages.find(PAGE));
  }

  @Test
  void aZappedPageStaysUnsyncUntilItIsUnlinked() {
    pages.created(PAGE);
    pages.unsynced(PAGE);
    pages.zapped(PAGE);
    assertEquals(Knowledge.YES, pages.isUnsync(PAGE));
    pages.synced(PAGE);
    assertEquals(Knowledge.NO, pages.isUnsync(PAGE));
  }

  @Test
  void aNewGenerationFindsNoFormerPage() {
    pages.created(PAGE);
    pages.none();
    assertEquals(Knowledge.NO, pages.find(PAGE));
  }

  @Test
  void theZapOfAnObsoletePageLeavesInDoubtWhichOneItWas() {
    pages.created(PAGE);
    pages.none();
    pages.created(PAGE);
    pages.zapped(PAGE);
    assertEquals(Knowledge.UNKNOWN, pages.find(PAGE));
    pages.zapped(PAGE);
    assertEquals(Knowledge.NO, pages.find(PAGE));
  }

  @Test
  void afterALossNothingIsKnown() {
    pages.none();
    pages.created(PAGE);
    pages.forget();
    assertEquals(Knowledge.UNKNOWN, pages.find(PAGE));
    assertEquals(Knowledge.UNKNOWN, pages.isUnsync(PAGE));
  }

  @Test
  void aDoubtfulPageMayBeThere() {
    pages.none();
    pages.doubt(PAGE);
    assertEquals(Knowledge.UNKNOWN, pages.find(PAGE));
  }

  @Test
  void anObsoletePageAwaitsItsZap() {
    pages.created(PAGE);
    pages.none();
    assertTrue(pages.isObsolete(PAGE));
    pages.zapped(PAGE);
    assertFalse(pages.isObsolete(PAGE));
  }

  @Test
  void aPageThatIsFoundWasThereWithAnUnknownSync() {
    pages.found(PAGE);
    assertEquals(Knowledge.YES, pages.find(PAGE));
    assertEquals(Knowledge.UNKNOWN, pages.isUnsync(PAGE));
  }
}
