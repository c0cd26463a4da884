// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

import dev.rolecall.mmu.bits.BitLayout;
import dev.rolecall.mmu.rule.RuleVariant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Where the fields of a role word lie: bits 0 to 31 are union kvm_mmu_page_role ("base"), bits 32
 * to 63 are union kvm_mmu_extended_role ("ext"). Both are declared in
 * arch/x86/include/asm/kvm_host.h.
 */
@SuppressWarnings("EnumOrdinal") // arrays indexed by field: a map would cost on every role
public final class RoleLayout implements RuleVariant {
  private static final RoleField[] FIELDS = RoleField.values();
  private static final int BASE_BITS = 32;

  private final String variant;
  private final BitLayout bits;
  private final int[] shifts = new int[FIELDS.length];
  private final long[] maxima = new long[FIELDS.length];
  private final List<RoleField> fields;

  private RoleLayout(String variant, BitLayout bits) {
    this.variant = variant;
    this.bits = bits;
    this.fields = bits.fields().stream().map(f -> RoleField.named(f.name())).toList();
    for (RoleField field : FIELDS) {
      bits.field(field.kernelName())
          .ifPresent(
              place -> {
                shifts[field.ordinal()] = place.shift();
                maxima[field.ordinal()] = place.max();
              });
    }
  }

  /** Starts a layout with its base part. */
  public static Builder named(String variant) {
    return new Builder(variant);
  }

  /** All 64 bits as a {@link BitLayout}. */
  public BitLayout bits() {
    return bits;
  }

  /** Whether words of this layout have the field. */
  public boolean has(RoleField field) {
    return maxima[field.ordinal()] != 0;
  }

  /** The largest value of the field; 0 where the layout lacks it. */
  public long max(RoleField field) {
    return maxima[field.ordinal()];
  }

  /** The bits of the field set to {@code value}; 0 where the layout lacks the field. */
  public long of(RoleField field, long value) {
    int i = field.ordinal();
    return (value & maxima[i]) << shifts[i];
  }

  /** The bit of a one-bit field if {@code value}, else 0; 0 where the layout lacks the field. */
  public long of(RoleField field, boolean value) {
    int i = field.ordinal();
    return value ? (1 & maxima[i]) << shifts[i] : 0;
  }

  /** The field's value in {@code word}; 0 where the layout lacks the field. */
  public long get(long word, RoleField field) {
    int i = field.ordinal();
    return (word >>> shifts[i]) & maxima[i];
  }

  /** Whether the field is not zero in {@code word}. */
  public boolean isSet(long word, RoleField field) {
    return get(word, field) != 0;
  }

  /**
   * {@code word} with the field set to {@code value}; unchanged where the layout lacks the field.
   */
  public long with(long word, RoleField field, long value) {
    int i = field.ordinal();
    return (word & ~(maxima[i] << shifts[i])) | ((value & maxima[i]) << shifts[i]);
  }

  /** The base part of a word: what became the 32-bit root_role. */
  public static long base(long word) {
    return word & 0xffff_ffffL;
  }

  /** Whether the field lies in the base part. */
  public boolean isBase(RoleField field) {
    return has(field) && shifts[field.ordinal()] < BASE_BITS;
  }

  /** Where the field lies, such as {@code base 8-10} or {@code ext 2}; empty without the field. */
  public String place(RoleField field) {
    if (!has(field)) {
      return "";
    }
    int low = shifts[field.ordinal()] % BASE_BITS;
    int high = low + Long.bitCount(max(field)) - 1;
    return (isBase(field) ? "base " : "ext ") + (low == high ? "" + low : low + "-" + high);
  }

  /** The fields of this layout, lowest bit first. */
  public List<RoleField> fields() {
    return fields;
  }

  @Override
  public Label label() {
    return new Label(variant, describe());
  }

  private String describe() {
    return fields.stream().map(f -> place(f) + "=" + f).collect(Collectors.joining(", "));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoleLayout layout && variant.equals(layout.variant);
  }

  @Override
  public int hashCode() {
    return Objects.hash(variant);
  }

  @Override
  public String toString() {
    return "RoleLayout[" + variant + "]";
  }

  /** Collects the fields, base part first, lowest bit first. */
  public static final class Builder {
    private final String variant;
    private final BitLayout.Builder bits = BitLayout.ofWidth(Long.SIZE);
    private int next;

    private Builder(String variant) {
      this.variant = variant;
    }

    /** Adds a field of {@code width} bits. */
    public Builder field(RoleField field, int width) {
      bits.field(field.kernelName(), width);
      next += width;
      return this;
    }

    /** Adds one-bit fields. */
    public Builder flags(RoleField... fields) {
      for (RoleField field : fields) {
        field(field, 1);
      }
      return this;
    }

    /** Leaves {@code width} bits without meaning. */
    public Builder padding(int width) {
      bits.padding(width);
      next += width;
      return this;
    }

    /** Ends the base part, which must fill 32 bits. */
    public Builder ext() {
      if (next != BASE_BITS) {
        throw new IllegalStateException("the base part has " + next + " bits, not 32");
      }
      return this;
    }

    /** The layout; bits of the extended part above the last field are padding. */
    public RoleLayout build() {
      if (next < Long.SIZE) {
        padding(Long.SIZE - next);
      }
      return new RoleLayout(variant, bits.build());
    }
  }
}
