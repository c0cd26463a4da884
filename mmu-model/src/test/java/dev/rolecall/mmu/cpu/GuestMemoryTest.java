// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GuestMemoryTest {
  @Test
  void nothingIsKnownUntilSomethingIsDescribed() {
    GuestMemory memory = new GuestMemory();
    assertFalse(memory.isDescribed());
    memory.describe();
    assertTrue(memory.isDescribed());
    assertFalse(memory.contains(0));
  }

  @Test
  void writeDescribesItsPageAndNoOther() {
    GuestMemory memory = new GuestMemory();
    memory.writeQword(0x1ff8, 0x1122334455667788L);
    assertTrue(memory.isDescribed());
    assertEquals(0x1122334455667788L, memory.readQword(0x1ff8));
    assertEquals(0, memory.readQword(0x1000));
    assertFalse(memory.contains(0xfff));
    assertTrue(memory.contains(0x1000));
    assertTrue(memory.contains(0x1fff));
    assertFalse(memory.contains(0x2000));
  }

  @Test
  void bytesFillAQwordFromItsLowEnd() {
    GuestMemory memory = new GuestMemory();
    for (int i = 0; i < 8; i++) {
      memory.writeByte(0x3008 + i, 0xf0 + i);
    }
    assertEquals(0xf7f6f5f4f3f2f1f0L, memory.readQword(0x3008));
    memory.writeByte(0x300b, 0x100);
    assertEquals(0xf7f6f5f400f2f1f0L, memory.readQword(0x3008));
    assertEquals(0, memory.readQword(0x3000));
  }

  @Test
  void pagesAtBothEndsOfMemoryAreDistinct() {
    GuestMemory memory = new GuestMemory();
    memory.writeQword(0xffffffffff000L, 1);
    memory.writeQword(0, 2);
    assertEquals(1, memory.readQword(0xffffffffff000L));
    assertEquals(2, memory.readQword(0));
  }

  @Test
  void unalignedWordIsRefused() {
    GuestMemory memory = new GuestMemory();
    assertThrows(IllegalArgumentException.class, () -> memory.writeQword(0x1004, 0));
  }

  @Test
  void readOutsideOfDescribedPagesIsAnError() {
    GuestMemory memory = new GuestMemory();
    memory.writeQword(0x1000, 1);
    assertThrows(IllegalArgumentException.class, () -> memory.readQword(0x2000));
  }
}
