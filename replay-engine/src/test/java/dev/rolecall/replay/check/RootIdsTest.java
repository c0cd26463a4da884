// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RootIdsTest {
  private final RootIds ids = new RootIds();

  @Test
  void pagesThatWereNeverSeenMayBeOne() {
    assertTrue(ids.match(7, 3));
    assertEquals(0, ids.model(7));
  }

  @Test
  void onePageStaysOne() {
    ids.bind(7, 3);
    assertTrue(ids.match(7, 3));
    assertFalse(ids.match(7, 4));
    assertFalse(ids.match(8, 3));
    assertTrue(ids.match(8, 4));
    assertEquals(3, ids.model(7));
  }

  @Test
  void bindingAnewForgetsBothOldBonds() {
    ids.bind(7, 3);
    ids.bind(8, 4);
    ids.bind(7, 4);
    assertTrue(ids.match(7, 4));
    assertTrue(ids.match(8, 3));
  }
}
