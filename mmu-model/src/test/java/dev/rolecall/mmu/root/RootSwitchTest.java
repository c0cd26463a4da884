// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.root.RootSwitch.Reuse;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rotations of fast_pgd_switch(), mmu.c. A root is written as the digit of its PGD, an empty
 * slot as a dash; the current root comes first.
 */
final class RootSwitchTest {
  private static final long ROLE = 0x1714;

  private final RootPages pages = new RootPages();
  private final MmuRoots roots = new MmuRoots();

  @ParameterizedTest
  @CsvSource({
    // cached_root_find_and_keep_current(): the comment's rotation, C 0 1 2
    "V5_18, 1234, 1, 1234, CURRENT",
    "V5_18, 1234, 2, 2134, CACHED",
    "V5_18, 1234, 3, 3124, CACHED",
    "V5_18, 1234, 4, 4123, CACHED",
    "V5_18, 1234, 5, -123, NEW",
    "V5_18, 1---, 5, -1--, NEW",
    // cached_root_find_without_current(): the others bubble up
    "V5_18, -234, 2, 234-, CACHED",
    "V5_18, -234, 3, 324-, CACHED",
    "V5_18, -234, 4, 423-, CACHED",
    "V5_18, -234, 5, -234, NEW",
    // cached_root_available() rotates as well when there is no current root
    "V5_10, 1234, 1, 1234, CURRENT",
    "V5_10, 1234, 3, 3124, CACHED",
    "V5_10, 1234, 5, -123, NEW",
    "V5_10, -234, 2, 2-34, CACHED",
    "V5_10, -234, 4, 4-23, CACHED",
    "V5_10, -234, 5, --23, NEW",
  })
  void rootsRotate(RootSwitch rule, String before, long pgd, String after, PgdOutcome outcome) {
    fill(before);
    boolean serves = rule.apply(roots, new WantedRoot(pgd, ROLE, false), 4);
    assertEquals(after, text());
    assertEquals(outcome, roots.outcome());
    assertEquals(outcome != PgdOutcome.NEW, serves);
  }

  @Test
  void shallowTablesAreNotCachedInV5_10() {
    fill("1234");
    assertFalse(RootSwitch.V5_10.apply(roots, new WantedRoot(1, ROLE, false), 3));
    assertEquals("-234", text());
  }

  @Test
  void shallowTablesDoNotMatterFromV5_18() {
    fill("1234");
    assertTrue(RootSwitch.V5_18.apply(roots, new WantedRoot(3, ROLE, false), 3));
    assertEquals("3124", text());
  }

  @Test
  void rootThatIsNoShadowPageIsDroppedFirstFromV5_18() {
    fill("-234");
    roots.setCurrent(pages.special(Reuse.AS_IS, 3), 1);
    assertTrue(RootSwitch.V5_18.apply(roots, new WantedRoot(3, ROLE, false), 4));
    assertEquals("324-", text());
  }

  @ParameterizedTest
  @EnumSource(RootSwitch.class)
  void roleMustMatch(RootSwitch rule) {
    fill("1234");
    assertFalse(rule.apply(roots, new WantedRoot(1, ROLE | 1 << 24, false), 4), "smm");
    assertEquals("-123", text());
  }

  @ParameterizedTest
  @EnumSource(RootSwitch.class)
  void directRootServesAnyPgd(RootSwitch rule) {
    fill("1234");
    assertTrue(rule.apply(roots, new WantedRoot(9, ROLE, true), 4));
    assertEquals("1234", text());
  }

  @ParameterizedTest
  @EnumSource(RootSwitch.class)
  void zappedRootIsOfNoUse(RootSwitch rule) {
    fill("1234");
    roots.replace(pages.zap(2, ROLE, ROLE | 0x800));
    assertFalse(rule.apply(roots, new WantedRoot(2, ROLE, false), 4));
  }

  @Test
  void v5_10SyncsAndFlushesUnlessToldNotTo() {
    assertEquals(0b111, requested(RootSwitch.V5_10, Reuse.FLUSHED));
    assertEquals(0b001, requested(RootSwitch.V5_10, Reuse.AS_IS));
  }

  @Test
  void v5_18LeavesFlushesToTheCaller() {
    assertEquals(0b001, requested(RootSwitch.V5_18, Reuse.FLUSHED));
    assertEquals(0b001, requested(RootSwitch.V5_18, Reuse.AS_IS));
  }

  @Test
  void onlyV5_10SwitchesBeforeItInitialises() {
    assertTrue(RootSwitch.V5_10.precedesInit());
    assertFalse(RootSwitch.V5_18.precedesInit());
  }

  private static int requested(RootSwitch rule, Reuse reuse) {
    Requests requests = new Requests();
    rule.request(requests, reuse);
    return requests.mask();
  }

  private void fill(String text) {
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      if (text.charAt(slot) != '-') {
        long pgd = Character.digit(text.charAt(slot), 10);
        roots.set(slot, pages.shadow(pgd, ROLE), pgd);
      }
    }
  }

  private String text() {
    StringJoiner text = new StringJoiner("");
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      text.add(roots.page(slot).isValid() ? Long.toString(roots.pgd(slot)) : "-");
    }
    return text.toString();
  }
}
