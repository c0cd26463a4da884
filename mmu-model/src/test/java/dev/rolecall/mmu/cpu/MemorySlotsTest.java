// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.GuestMemory.Protection;
import org.junit.jupiter.api.Test;

final class MemorySlotsTest {
  private final MemorySlots slots = new MemorySlots();

  @Test
  void withoutSlotsEveryFrameIsVisible() {
    assertFalse(slots.isDescribed());
    assertTrue(slots.isVisible(0));
    assertTrue(slots.isVisible(1L << 40));
  }

  @Test
  void slotHoldsItsFramesAndNoOthers() {
    slots.add(0x100, 0x10, Protection.WRITABLE);
    assertTrue(slots.isDescribed());
    for (long gfn : new long[] {0x100, 0x107, 0x10f}) {
      assertTrue(slots.isVisible(gfn), "0x%x".formatted(gfn));
    }
    for (long gfn : new long[] {0, 0xff, 0x110, 1L << 40}) {
      assertFalse(slots.isVisible(gfn), "0x%x".formatted(gfn));
    }
  }

  @Test
  void slotsAddUp() {
    slots.add(0, 0xa0, Protection.WRITABLE);
    slots.add(0x100, 0x700, Protection.WRITABLE);
    assertTrue(slots.isVisible(0x9f));
    assertFalse(slots.isVisible(0xa0));
    assertTrue(slots.isVisible(0x100));
  }

  @Test
  void emptySlotHoldsNothingButIsKnown() {
    slots.add(0, 0, Protection.WRITABLE);
    assertFalse(slots.isVisible(0));
  }

  @Test
  void slotsThatOverlapOrTouchAreOne() {
    slots.add(0x100, 0x10, Protection.WRITABLE);
    slots.add(0x110, 0x10, Protection.WRITABLE);
    slots.add(0x108, 0x40, Protection.WRITABLE);
    slots.add(0x80, 0x10, Protection.WRITABLE);
    for (long gfn = 0x70; gfn < 0x160; gfn++) {
      boolean first = gfn >= 0x80 && gfn < 0x90;
      assertEquals(first || (gfn >= 0x100 && gfn < 0x148), slots.isVisible(gfn), "frame " + gfn);
    }
  }

  @Test
  void readOnlySlotsHoldWhatKvmDoesNotWrite() {
    slots.add(0x100, 0x10, Protection.WRITABLE);
    slots.add(0x200, 0x10, Protection.READ_ONLY);
    assertTrue(slots.isVisible(0x200));
    assertFalse(slots.isWritable(0x200));
    assertTrue(slots.isWritable(0x100));
  }

  @Test
  void memoryHasItsSlots() {
    GuestMemory memory = new GuestMemory();
    memory.slots().add(0x100, 1, Protection.WRITABLE);
    assertEquals(true, memory.slots().isVisible(0x100));
    assertFalse(memory.slots().isVisible(0));
  }
}
