// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TdpMmuRootTest {
  @Test
  void rootsOutliveTheirUsersFromV6_1() {
    assertFalse(TdpMmuRoot.V5_10.isKept());
    assertTrue(TdpMmuRoot.V6_1.isKept());
  }
}
