// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.bits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BitLayoutTest {
  private static final BitLayout LAYOUT =
      BitLayout.ofWidth(16)
          .field("level", 4)
          .field("direct", 1)
          .padding(3)
          .field("access", 3)
          .padding(5)
          .build();

  @Test
  void fieldsFollowEachOtherFromBitZero() {
    assertEquals(
        List.of(
            new BitField("level", 0, 4),
            new BitField("direct", 4, 1),
            new BitField("access", 8, 3)),
        LAYOUT.fields());
    assertEquals(16, LAYOUT.width());
  }

  @Test
  void everyWordOfKnownBitsIsTheSumOfItsFields() {
    for (long word = 0; word < 1 << 16; word++) {
      long rebuilt = 0;
      for (BitField field : LAYOUT.fields()) {
        rebuilt = field.set(rebuilt, field.get(word));
      }
      assertEquals(word & 0x71f, rebuilt);
      assertEquals(word & ~0x71f, LAYOUT.unknownBits(word));
    }
  }

  @Test
  void bitsAboveTheWidthAreUnknown() {
    assertEquals(-1L << 16, LAYOUT.unknownBits(-1L << 16));
  }

  @Test
  void layoutThatItsFieldsDoNotFillDoesNotBuild() {
    BitLayout.Builder tooFew = BitLayout.ofWidth(8).field("low", 7);
    BitLayout.Builder tooMany = BitLayout.ofWidth(8).field("low", 7).field("high", 2);
    assertThrows(IllegalStateException.class, tooFew::build);
    assertThrows(IllegalStateException.class, tooMany::build);
  }

  @Test
  void fieldIsDeclaredOnce() {
    BitLayout.Builder builder = BitLayout.ofWidth(8).field("nx", 1);
    assertThrows(IllegalArgumentException.class, () -> builder.field("nx", 1));
  }

  @Test
  void wordHasOneToSixtyFourBits() {
    assertThrows(IllegalArgumentException.class, () -> BitLayout.ofWidth(0));
    assertThrows(IllegalArgumentException.class, () -> BitLayout.ofWidth(65));
    assertEquals(64, BitLayout.ofWidth(64).padding(32).padding(32).build().width());
  }

  @Test
  void printNamesWhatIsSetAndWhatIsUnknown() {
    assertEquals("level=4 direct access=7", LAYOUT.print(0x714));
    assertEquals("", LAYOUT.print(0));
    assertEquals("direct unknown=0x8020", LAYOUT.print(0x8030));
  }

  @Test
  void differingNamesTheFieldsOfDifferingBits() {
    assertEquals(List.of("level", "access"), names(LAYOUT.differing(0x714, 0x113)));
    assertTrue(LAYOUT.differing(0x714, 0x714).isEmpty());
  }

  private static List<String> names(List<BitField> fields) {
    return fields.stream().map(BitField::name).toList();
  }

  @Test
  void unnamedFieldIsNotFound() {
    assertTrue(LAYOUT.field("quadrant").isEmpty());
    assertEquals(8, LAYOUT.field("access").orElseThrow().shift());
  }
}
