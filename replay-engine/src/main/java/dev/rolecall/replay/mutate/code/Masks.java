// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Changes of the numbers that {@code &}, {@code |} and {@code ^} are done with. */
final class Masks {
  private static final Set<Integer> BITWISE = Set.of(IAND, LAND, IOR, LOR, IXOR, LXOR);

  private Masks() {}

  /** Whether a number is pushed to be a mask. */
  static boolean isOperand(Spot spot) {
    return BITWISE.contains(spot.nextOpcode());
  }

  static List<Change> change(Spot spot) {
    Optional<Number> number = spot.number();
    if (number.isEmpty() || !isOperand(spot) || isComplement(spot)) {
      return List.of();
    }
    int width = number.get() instanceof Long ? Long.SIZE : Integer.SIZE;
    long value = number.get().longValue() & (-1L >>> (Long.SIZE - width));
    if (Long.bitCount(value) == 1) {
      return List.of(move(value, width));
    }
    boolean isComplement = Long.bitCount(value) > width / 2 && !isRun(value);
    long bits = isComplement ? ~value & (-1L >>> (Long.SIZE - width)) : value;
    String text = (isComplement ? "~" : "") + "0x" + Long.toHexString(bits);
    return bitsToChange(bits)
        .mapToObj(
            bit ->
                new Change(
                    Operator.MASK,
                    "bit %d dropped from the mask %s".formatted(bit, text),
                    Push.number(narrow(value ^ 1L << bit, width))))
        .toList();
  }

  static List<Change> dropComplement(Spot spot) {
    return isComplement(spot)
        ? List.of(
            new Change(
                Operator.COMPLEMENT,
                "~ left out",
                Push.number(
                    spot.number().orElseThrow() instanceof Long ? (Number) 0L : (Number) 0)))
        : List.of();
  }

  private static boolean isComplement(Spot spot) {
    int next = spot.nextOpcode();
    return (next == LXOR || next == IXOR)
        && spot.number().map(n -> n.longValue() == -1).orElse(false);
  }

  /** All bits, or the first and the last where they stand side by side. */
  private static IntStream bitsToChange(long bits) {
    return IntStream.range(0, Long.SIZE)
        .filter(bit -> (bits >>> bit & 1) != 0)
        .filter(bit -> !isRun(bits) || bit == first(bits) || bit == last(bits));
  }

  private static boolean isRun(long bits) {
    return bits != 0 && Long.bitCount(bits) == last(bits) - first(bits) + 1;
  }

  private static int first(long bits) {
    return Long.numberOfTrailingZeros(bits);
  }

  private static int last(long bits) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
  }

  private static Change move(long value, int width) {
    long top = 1L << (width - 1);
    long moved = value == top ? value >>> 1 : value << 1;
    return new Change(
        Operator.MASK,
        "the mask 0x%x turned into 0x%x".formatted(value, moved),
        Push.number(narrow(moved, width)));
  }

  private static Number narrow(long value, int width) {
    return width == Long.SIZE ? (Number) value : (Number) (int) value;
  }
}
