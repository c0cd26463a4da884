// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.bits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitFieldTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0x1, 0x1",
    "8, 3, 0x7, 0x700",
    "24, 8, 0xff, 0xff000000",
    "41, 6, 0x3f, 0x7e0000000000",
    "1, 63, 0x7fffffffffffffff, -2",
    "63, 1, 0x1, -9223372036854775808",
  })
  void maskHoldsTheFieldsBitsAndNoOthers(int shift, int width, String max, String mask) {
    BitField field = new BitField("f", shift, width);
    assertEquals(Long.decode(max), field.max());
    assertEquals(Long.decode(mask), field.mask());
  }

  @Test
  void everyValueComesBackWhateverSurroundsIt() {
    BitField access = new BitField("access", 8, 3);
    for (long around : new long[] {0, -1, 0xaaaaaaaaaaaaaaaaL}) {
      for (long value = 0; value <= 7; value++) {
        long word = access.set(around, value);
        assertEquals(value, access.get(word));
        assertEquals(around & ~0x700L, word & ~0x700L);
      }
    }
  }

  @Test
  void valueBeyondTheWidthIsAnError() {
    BitField level = new BitField("level", 0, 4);
    assertThrows(IllegalArgumentException.class, () -> level.set(0, 16));
    assertThrows(IllegalArgumentException.class, () -> level.set(0, -1));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "64, 1", "63, 2", "0, 0", "0, 64", "60, 5"})
  void fieldOutsideOfAWordDoesNotExist(int shift, int width) {
    assertThrows(IllegalArgumentException.class, () -> new BitField("f", shift, width));
  }
}
