// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/**
 * What the guest's CPUID says. A feature has a value and may have been <em>named</em>: where nobody
 * named it, the value is an assumption, and no verdict rests on it alone.
 *
 * @param vendor whose CPU the guest sees
 * @param maxphyaddr the width of guest physical addresses in bits, 32 to 52
 * @param features a bit per {@link CpuidFeature} by ordinal: present
 * @param named a bit per {@link CpuidFeature} by ordinal: stated, not assumed
 */
@SuppressWarnings("EnumOrdinal") // features are bits of a mask
public record GuestCpuid(Vendor vendor, int maxphyaddr, int features, int named) {
  private static final int ALL = (1 << CpuidFeature.values().length) - 1;

  /** A CPUID with every feature, none of them named. */
  public static GuestCpuid assumed(Vendor vendor, int maxphyaddr) {
    return new GuestCpuid(vendor, maxphyaddr, ALL, 0);
  }

  /** This CPUID with one feature stated. */
  public GuestCpuid with(CpuidFeature feature, boolean present) {
    int bit = 1 << feature.ordinal();
    return new GuestCpuid(
        vendor, maxphyaddr, present ? features | bit : features & ~bit, named | bit);
  }

  public GuestCpuid withMaxphyaddr(int bits) {
    return new GuestCpuid(vendor, bits, features, named);
  }

  public GuestCpuid withVendor(Vendor other) {
    return new GuestCpuid(other, maxphyaddr, features, named);
  }

  public boolean has(CpuidFeature feature) {
    return (features & (1 << feature.ordinal())) != 0;
  }

  public boolean isNamed(CpuidFeature feature) {
    return (named & (1 << feature.ordinal())) != 0;
  }
}
