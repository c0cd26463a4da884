// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.rule.RegisterWrite.Reinit.NOTHING;
import static dev.rolecall.mmu.rule.RegisterWrite.Reinit.RESET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.rule.RegisterWrite.Reinit;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RegisterWriteTest {
  private static final long UNPAGED = 0x11;
  private static final long PAGED = 0x80000011L;
  private static final long WP = 0x10000;

  /** kvm_set_cr0() (v5.10 x86.c), kvm_post_set_cr0() (v5.18, v6.1 x86.c, v6.12 regs.c). */
  @ParameterizedTest
  @CsvSource({
    "V5_10, true,  RESET, RESET",
    "V5_10, false, RESET, RESET",
    "V5_18, true,  RESET, RESET",
    "V5_18, false, RESET, RESET",
    "V6_1,  true,  INIT,  INIT",
    "V6_1,  false, RESET, RESET",
    "V6_12, true,  INIT,  NOTHING",
    "V6_12, false, RESET, NOTHING",
  })
  void wpAlone(RegisterWrite rule, boolean tdp, Reinit paged, Reinit unpaged) {
    assertEquals(paged, rule.cr0(PAGED, PAGED | WP, tdp));
    assertEquals(paged, rule.cr0(PAGED | WP, PAGED, tdp));
    assertEquals(unpaged, rule.cr0(UNPAGED, UNPAGED | WP, tdp));
    assertEquals(unpaged, rule.cr0(UNPAGED | WP, UNPAGED, tdp));
  }

  @ParameterizedTest
  @EnumSource
  void pagingResetsAlsoTogetherWithWp(RegisterWrite rule) {
    for (boolean tdp : new boolean[] {false, true}) {
      assertEquals(RESET, rule.cr0(UNPAGED, PAGED, tdp));
      assertEquals(RESET, rule.cr0(PAGED, UNPAGED, tdp));
      assertEquals(RESET, rule.cr0(UNPAGED, PAGED | WP, tdp));
      assertEquals(NOTHING, rule.cr0(PAGED, PAGED | 0x40000020, tdp), "CD and NE");
    }
  }

  @Test
  void wpTogetherWithAnotherBitResets() {
    assertEquals(RESET, RegisterWrite.V6_1.cr0(PAGED, PAGED | WP | 0x8, true));
    assertEquals(RESET, RegisterWrite.V6_12.cr0(UNPAGED, UNPAGED | WP | 0x8, true));
  }

  /** kvm_set_cr4() (v5.10 x86.c), KVM_MMU_CR4_ROLE_BITS (v5.18 mmu.h). */
  @ParameterizedTest
  @EnumSource
  void cr4BitsThatReset(RegisterWrite rule) {
    Set<Integer> resets =
        rule == RegisterWrite.V5_10 ? Set.of(4, 5, 7, 20, 21, 22) : Set.of(4, 5, 12, 20, 21, 22);
    for (int bit = 0; bit < 29; bit++) {
      long value = 1L << bit;
      Reinit want = resets.contains(bit) ? RESET : NOTHING;
      assertEquals(want, rule.cr4(0, value), "CR4 bit " + bit + " set");
      boolean pcide = bit == 17 && rule == RegisterWrite.V5_10;
      assertEquals(pcide ? RESET : want, rule.cr4(value, 0), "CR4 bit " + bit + " cleared");
    }
  }

  /** set_efer() (v5.10 x86.c), KVM_MMU_EFER_ROLE_BITS (v5.18 mmu.h). */
  @ParameterizedTest
  @EnumSource
  void eferBitsThatReset(RegisterWrite rule) {
    assertEquals(RESET, rule.efer(0, 0x800), "NX");
    assertEquals(rule == RegisterWrite.V5_10 ? NOTHING : RESET, rule.efer(0x100, 0), "LME");
    assertEquals(NOTHING, rule.efer(0, 0x1001), "SVME and SCE");
  }
}
