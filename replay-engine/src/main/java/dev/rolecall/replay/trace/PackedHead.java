// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/**
 * The first word of a packed event: its type, which parts follow, and the numbers of VM, vCPU and
 * position where they are small, which they are in all but odd traces.
 */
final class PackedHead {
  static final long SEQ = 1L << 6;
  static final long TIME = 1L << 7;
  static final long TAKEN_OVER = 1L << 8;
  static final long ARGS = 1L << 9;
  static final long EXPECTATIONS = 1L << 10;
  static final long FIELDS = 1L << 11;
  static final long LINE = 1L << 12;
  static final long BYTE = 1L << 13;

  /** VM, vCPU and position follow in words of their own. */
  static final long WIDE = 1L << 14;

  private static final EventType[] TYPES = EventType.values();
  private static final int TYPE_MASK = 0x3f;
  private static final int VM_SHIFT = 16;
  private static final int VCPU_SHIFT = 24;
  private static final int POSITION_SHIFT = 32;
  private static final int ABSENT = 0xff;

  private PackedHead() {}

  @SuppressWarnings("EnumOrdinal") // never leaves the process
  static long of(EventType type) {
    return type.ordinal();
  }

  static EventType type(long head) {
    return TYPES[(int) head & TYPE_MASK];
  }

  /** Whether numbers, -1 for an absent one, have room in the head. */
  static boolean fits(int vm, int vcpu, long position) {
    return vm < ABSENT && vcpu < ABSENT && position >>> POSITION_SHIFT == 0;
  }

  static long numbers(int vm, int vcpu, long position) {
    return (long) (vm & ABSENT) << VM_SHIFT
        | (long) (vcpu & ABSENT) << VCPU_SHIFT
        | position << POSITION_SHIFT;
  }

  static int vm(long head) {
    return number(head >>> VM_SHIFT);
  }

  static int vcpu(long head) {
    return number(head >>> VCPU_SHIFT);
  }

  static long position(long head) {
    return head >>> POSITION_SHIFT;
  }

  private static int number(long bits) {
    int number = (int) bits & ABSENT;
    return number == ABSENT ? -1 : number;
  }
}
