// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.bits;

/**
 * A run of adjacent bits of a word.
 *
 * @param name the field's name in the C struct; {@code ""} for padding
 * @param shift the lowest bit, 0 to 63
 * @param width the number of bits, 1 to 63
 */
public record BitField(String name, int shift, int width) {
  public BitField {
    if (shift < 0 || width < 1 || width > 63 || shift + width > Long.SIZE) {
      throw new IllegalArgumentException(
          "field %s: bits %d..%d do not fit a word".formatted(name, shift, shift + width - 1));
    }
  }

  /** The largest value that the field holds. */
  public long max() {
    return (1L << width) - 1;
  }

  /** The field's bits within the word. */
  public long mask() {
    return max() << shift;
  }

  /** The field's value in {@code word}. */
  public long get(long word) {
    return (word >>> shift) & max();
  }

  /**
   * {@code word} with the field set to {@code value}; bits of the value beyond the width are an
   * error.
   */
  public long set(long word, long value) {
    if ((value & ~max()) != 0) {
      throw new IllegalArgumentException(
          "field %s holds at most 0x%x, not 0x%x".formatted(name, max(), value));
    }
    return (word & ~mask()) | (value << shift);
  }

  /** Whether the field is padding, which has no name and no meaning. */
  public boolean isPadding() {
    return name.isEmpty();
  }
}
