// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.bits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bit fields of a word, declared once in the order of the C struct, lowest bit first. Encoding,
 * decoding, printing and comparing derive from it.
 */
public final class BitLayout {
  private final int width;
  private final Map<String, BitField> fields;
  private final long known;

  private BitLayout(int width, Map<String, BitField> fields) {
    this.width = width;
    this.fields = fields;
    this.known = fields.values().stream().mapToLong(BitField::mask).reduce(0, (a, b) -> a | b);
  }

  /** Starts a layout of {@code width} bits, at most 64. */
  public static Builder ofWidth(int width) {
    return new Builder(width);
  }

  /** The word's width in bits. */
  public int width() {
    return width;
  }

  /** The named fields, lowest bit first. */
  public List<BitField> fields() {
    return List.copyOf(fields.values());
  }

  /** The field of that name. */
  public Optional<BitField> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** The bits of {@code word} that belong to no field. */
  public long unknownBits(long word) {
    return word & ~known;
  }

  /** The fields in which two words differ, lowest bit first. */
  public List<BitField> differing(long a, long b) {
    return fields.values().stream().filter(f -> ((a ^ b) & f.mask()) != 0).toList();
  }

  /** The word as {@code name=value …}, fields that are zero left out. */
  public String print(long word) {
    List<String> parts = new ArrayList<>();
    for (BitField f : fields.values()) {
      long value = f.get(word);
      if (value != 0) {
        parts.add(f.width() == 1 ? f.name() : f.name() + "=" + value);
      }
    }
    if (unknownBits(word) != 0) {
      parts.add("unknown=0x" + Long.toHexString(unknownBits(word)));
    }
    return String.join(" ", parts);
  }

  /**
   * Collects fields upwards from bit 0. A layout that its fields do not fill exactly does not
   * build.
   */
  public static final class Builder {
    private final int width;
    private final Map<String, BitField> fields = new LinkedHashMap<>();
    private int next;

    private Builder(int width) {
      if (width < 1 || width > Long.SIZE) {
        throw new IllegalArgumentException("a word has 1 to 64 bits, not " + width);
      }
      this.width = width;
    }

    /** Adds a field of {@code bits} bits above those declared so far. */
    public Builder field(String name, int bits) {
      BitField field = new BitField(name, next, bits);
      if (!field.isPadding() && fields.putIfAbsent(name, field) != null) {
        throw new IllegalArgumentException("field " + name + " is declared twice");
      }
      next += bits;
      return this;
    }

    /** Leaves {@code bits} bits without meaning. */
    public Builder padding(int bits) {
      return field("", bits);
    }

    /** The layout, if the fields fill the word exactly. */
    public BitLayout build() {
      if (next != width) {
        throw new IllegalStateException(
            "the fields fill %d bits of a word of %d".formatted(next, width));
      }
      return new BitLayout(width, fields);
    }
  }
}
