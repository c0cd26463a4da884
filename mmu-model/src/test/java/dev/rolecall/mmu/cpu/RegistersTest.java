// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistersTest {
  /** svm_set_cr0() (v5.18 svm/svm.c), vmx_set_cr0() (v5.18 vmx/vmx.c). */
  @ParameterizedTest
  @CsvSource({
    "0x00000011, 0x100, 0x80000011, 0x500",
    "0x00000011, 0x900, 0x80000011, 0xd00",
    "0x00000011, 0x800, 0x80000011, 0x800",
    "0x80000011, 0xd00, 0x00000011, 0x900",
    "0x80000011, 0x500, 0x80010011, 0x500",
    "0x00000011, 0x100, 0x00010011, 0x100",
    "0x80000011, 0x100, 0x80010011, 0x100",
  })
  void lmaFollowsPagingWhileLmeIsSet(String cr0, String efer, String to, String want) {
    Registers before = new Registers(Long.decode(cr0), 0x1000, 0x20, Long.decode(efer));
    Registers after = before.withCr0(Long.decode(to));
    assertEquals(new Registers(Long.decode(to), 0x1000, 0x20, Long.decode(want)), after);
  }

  /** rsm_load_state_64(), v5.18 emulate.c: EFER is loaded without LMA, before CR0. */
  @ParameterizedTest
  @CsvSource({
    "0x80000011, 0x100, 0x500",
    "0x80000011, 0x500, 0x500",
    "0x80000011, 0xc00, 0x800",
    "0x00000011, 0x500, 0x100",
  })
  void lmaFromPagingIgnoresTheGivenLma(String cr0, String efer, String want) {
    Registers given = new Registers(Long.decode(cr0), 0x1000, 0x20, Long.decode(efer));
    assertEquals(given.withEfer(Long.decode(want)), given.withLmaFromPaging());
  }

  /** SDM volume 3A, table 10-1. */
  @Test
  void resetHasCachesOffAndNothingElse() {
    assertEquals(new Registers(0x60000010, 0, 0, 0), Registers.RESET);
  }
}
