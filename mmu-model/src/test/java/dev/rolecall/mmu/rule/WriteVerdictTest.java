// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WriteVerdictTest {
  private static final WriteVerdict ACCEPTED = WriteVerdict.ACCEPTED;
  private static final WriteVerdict REFUSED = WriteVerdict.REFUSED;
  private static final WriteVerdict ACCEPTED_UNLESS = WriteVerdict.acceptedUnless("a fact");
  private static final WriteVerdict REFUSED_UNLESS = WriteVerdict.refusedUnless("another fact");

  @Test
  void stricterOfTwoVerdictsWinsInEitherOrder() {
    List<WriteVerdict> strictestFirst = List.of(REFUSED, REFUSED_UNLESS, ACCEPTED_UNLESS, ACCEPTED);
    for (int i = 0; i < strictestFirst.size(); i++) {
      for (int j = i; j < strictestFirst.size(); j++) {
        WriteVerdict strict = strictestFirst.get(i);
        WriteVerdict lax = strictestFirst.get(j);
        assertEquals(strict, strict.and(lax), strict + " and " + lax);
        assertEquals(strict, lax.and(strict), lax + " and " + strict);
      }
    }
  }

  @Test
  void reserveMakesVerdictUncertain() {
    assertTrue(ACCEPTED.isAcceptance() && ACCEPTED.isCertain() && !ACCEPTED.isRefusal());
    assertTrue(REFUSED.isRefusal() && REFUSED.isCertain() && !REFUSED.isAcceptance());
    assertFalse(
        ACCEPTED_UNLESS.isCertain()
            || ACCEPTED_UNLESS.isAcceptance()
            || ACCEPTED_UNLESS.isRefusal());
    assertFalse(
        REFUSED_UNLESS.isCertain() || REFUSED_UNLESS.isAcceptance() || REFUSED_UNLESS.isRefusal());
    assertTrue(ACCEPTED_UNLESS.accepted());
    assertFalse(REFUSED_UNLESS.accepted());
  }
}
