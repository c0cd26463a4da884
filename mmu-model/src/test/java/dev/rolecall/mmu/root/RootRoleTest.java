// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.role.RoleLayout;
import org.junit.jupiter.api.Test;

final class RootRoleTest {
  private static final RoleLayout V5_10 = layout("v5.10");
  private static final RoleLayout V6_1 = layout("v6.1");

  @Test
  void extendedPartIsNoPartOfAPagesRole() {
    assertEquals(0x1714, RootRole.V5_10.of(V5_10, 0x500d00001714L, 4, 0));
    assertEquals(0x3784, RootRole.V6_1.of(V6_1, 0x3784, 4, 1));
  }

  @Test
  void untilV6_1LevelDirectAndAccessAreSetForTheRoot() {
    // a root_role of 0, as a CPUID update leaves it: level 4, access 0x700, direct 0x80
    assertEquals(0x704, RootRole.V5_10.of(V6_1, 0, 4, 0));
    assertEquals(0x784, RootRole.V5_10.of(V6_1, 0, 4, 1));
    // gpte_is_8_bytes is bit 4
    assertEquals(0x794, RootRole.V5_10.of(V5_10, 0, 4, 1));
  }

  @Test
  void fromV6_1OnlyTheLevelIs() {
    assertEquals(0x4, RootRole.V6_1.of(V6_1, 0, 4, 0));
    assertEquals(0x804, RootRole.V6_1.of(V6_1, 0x800, 4, 0), "invalid since a CPUID update");
  }

  private static RoleLayout layout(String revision) {
    return MmuHistory.find(revision).orElseThrow().layout();
  }
}
