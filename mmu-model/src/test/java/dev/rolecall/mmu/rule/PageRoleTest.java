// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.PageContext;
import dev.rolecall.mmu.role.PageRequest;
import org.junit.jupiter.api.Test;

/** Context roles and the roles of the pages that the kernels made for them, as recorded. */
class PageRoleTest {
  private static final int ALL = 7;

  @Test
  void rootsOfA32BitGuestAreFourQuadrants() {
    assertRole(0x3712, "v6.1", table(0x3713, 2, 3), new PageRequest(2, 0, ALL, 0));
    assertRole(0x3732, "v6.1", table(0x3713, 2, 3), new PageRequest(2, 0, ALL, 1L << 30));
    assertRole(0x3752, "v6.1", table(0x3713, 2, 3), new PageRequest(2, 0, ALL, 2L << 30));
    assertRole(0x3772, "v6.1", table(0x3713, 2, 3), new PageRequest(2, 0, ALL, 3L << 30));
    assertRole(0x2762, "v5.10", table(0x2703, 2, 3), new PageRequest(2, 0, ALL, 3L << 30));
  }

  @Test
  void pageTablesOfA32BitGuestAreHalves() {
    assertRole(0x3711, "v6.1", table(0x3713, 2, 3), new PageRequest(1, 0, ALL, 0x400000));
    assertRole(0x33b1, "v6.1", table(0x3713, 2, 3), new PageRequest(1, 1, 3, 0x600000));
    assertRole(0x33b1, "v5.10", table(0x3703, 2, 3), new PageRequest(1, 1, 3, 0x600000));
  }

  @Test
  void directPagesHave8ByteEntriesOn510AndStayAsTheContextLater() {
    assertRole(0x2391, "v5.10", table(0x2703, 2, 3), new PageRequest(1, 1, 3, 0));
    assertRole(0x3391, "v6.1", table(0x3713, 2, 3), new PageRequest(1, 1, 3, 0));
    assertRole(0x6b91, "v7.2", table(0x6f13, 2, 3), new PageRequest(1, 1, 0xb, 0));
  }

  @Test
  void theOnlyRootOfALongModeGuestHasTheContextsRole() {
    assertRole(0x3704, "v6.1", table(0x3704, 4, 4), new PageRequest(4, 0, ALL, 0));
    assertRole(0x3705, "v6.1", table(0x3705, 5, 5), new PageRequest(5, 0, ALL, 0));
    assertRole(0x2714, "v5.10", table(0x2714, 4, 4), new PageRequest(4, 0, ALL, 0));
    assertRole(0x3181, "v6.1", table(0x3704, 4, 4), new PageRequest(1, 1, 1, 0x1000));
  }

  @Test
  void anUnpagedGuestHasDirectPages() {
    assertRole(0x1782, "v6.1", direct(0x1783, 0, 3), new PageRequest(2, 1, ALL, 1L << 30));
    assertRole(0x791, "v5.10", direct(0x783, 0, 3), new PageRequest(1, 1, ALL, 0));
    assertRole(0x2f82, "v7.2", direct(0x2f83, 0, 3), new PageRequest(2, 1, 0xf, 0));
  }

  /** v5.19 kvm_mmu_get_page() and v6.1 kvm_mmu_child_role(): level 5 alone passes through. */
  @Test
  void onlyTheRootAboveTheGuestsTablesPassesThrough() {
    PageContext npt = table(1 << 18 | 0x705, 4, 5);
    for (String id : new String[] {"v5.19", "v6.1"}) {
      assertRole(1 << 18 | 0x705, id, npt, new PageRequest(5, 0, ALL, 0));
      assertRole(0x704, id, npt, new PageRequest(4, 0, ALL, 0));
    }
  }

  @Test
  void rootsOfShortGuestTablesArePageDirectories() {
    assertEquals(2, table(0x3713, 2, 3).rootPageLevel());
    assertEquals(2, table(0x3703, 3, 4).rootPageLevel());
    assertEquals(4, table(0x3704, 4, 4).rootPageLevel());
    assertEquals(5, table(0x705, 4, 5).rootPageLevel());
    assertEquals(2, direct(0x1783, 0, 3).rootPageLevel());
    assertEquals(4, direct(0x784, 2, 4).rootPageLevel());
  }

  private static void assertRole(long expected, String id, PageContext context, PageRequest page) {
    MmuRevision revision = MmuHistory.find(id).orElseThrow();
    PageContext laidOut =
        new PageContext(
            revision.layout(),
            context.role(),
            context.guestLevels(),
            context.shadowLevels(),
            context.direct());
    long role = revision.spec().rule(PageRole.class).compute(laidOut, page);
    assertEquals(Long.toHexString(expected), Long.toHexString(role), id + " " + page);
  }

  private static PageContext table(long role, int guestLevels, int shadowLevels) {
    MmuRevision any = MmuHistory.find("v6.1").orElseThrow();
    return new PageContext(any.layout(), role, guestLevels, shadowLevels, 0);
  }

  private static PageContext direct(long role, int guestLevels, int shadowLevels) {
    MmuRevision any = MmuHistory.find("v6.1").orElseThrow();
    return new PageContext(any.layout(), role, guestLevels, shadowLevels, 1);
  }
}
