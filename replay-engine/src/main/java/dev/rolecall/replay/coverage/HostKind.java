// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.Vendor;

/** The hosts that give contexts different roles or roots. */
enum HostKind {
  AMD_NPT_4("amd, NPT of 4 levels", Vendor.AMD, 4, true),
  AMD_NPT_5("amd, NPT of 5 levels", Vendor.AMD, 5, true),
  AMD_NPT_4_TDP_MMU("amd, NPT of 4 levels, TDP MMU", Vendor.AMD, 4, true),
  AMD_NPT_5_TDP_MMU("amd, NPT of 5 levels, TDP MMU", Vendor.AMD, 5, true),
  AMD_SHADOW("amd, shadow paging", Vendor.AMD, 0, true),
  INTEL_EPT_4("intel, EPT of 4 levels", Vendor.INTEL, 4, true),
  INTEL_EPT_5("intel, EPT of 5 levels", Vendor.INTEL, 5, true),
  INTEL_EPT_4_TDP_MMU("intel, EPT of 4 levels, TDP MMU", Vendor.INTEL, 4, true),
  INTEL_EPT_5_TDP_MMU("intel, EPT of 5 levels, TDP MMU", Vendor.INTEL, 5, true),
  INTEL_EPT_4_NO_AD("intel, EPT of 4 levels without A/D bits", Vendor.INTEL, 4, false),
  INTEL_EPT_5_NO_AD("intel, EPT of 5 levels without A/D bits", Vendor.INTEL, 5, false),
  INTEL_EPT_4_NO_AD_TDP_MMU(
      "intel, EPT of 4 levels without A/D bits, TDP MMU", Vendor.INTEL, 4, false),
  INTEL_EPT_5_NO_AD_TDP_MMU(
      "intel, EPT of 5 levels without A/D bits, TDP MMU", Vendor.INTEL, 5, false),
  INTEL_SHADOW("intel, shadow paging", Vendor.INTEL, 0, true);

  private static final HostKind[] ALL = values();

  private final String words;
  private final Vendor vendor;
  private final int tdpLevels;
  private final boolean hasAd;

  HostKind(String words, Vendor vendor, int tdpLevels, boolean hasAd) {
    this.words = words;
    this.vendor = vendor;
    this.tdpLevels = tdpLevels;
    this.hasAd = hasAd;
  }

  /** The host of a {@code machine} event. */
  static HostKind of(KeyValues<Arg> args) {
    for (HostKind kind : ALL) {
      if (kind.isOf(args)) {
        return kind;
      }
    }
    throw new AssertionError("a host of no kind: " + args.present());
  }

  private boolean isOf(KeyValues<Arg> args) {
    boolean tdp = args.numberOr(Arg.TDP, 1) == 1;
    if (vendor(args) != vendor || tdp != hasTdp()) {
      return false;
    }
    boolean intel = vendor == Vendor.INTEL;
    return !tdp
        || (args.numberOr(Arg.TDP_LEVELS, 4) == tdpLevels
            && (args.numberOr(Arg.TDP_MMU, 0) == 1) == hasTdpMmu()
            && (!intel || (args.numberOr(Arg.EPT_AD, 1) == 1) == hasAd));
  }

  private static Vendor vendor(KeyValues<Arg> args) {
    return args.has(Arg.VENDOR) ? args.word(Arg.VENDOR, Vendor.class) : Vendor.AMD;
  }

  /** Gives a {@code machine} event the arguments of this kind. */
  void fill(KeyValues<Arg> args) {
    args.set(Arg.VENDOR, vendor);
    args.set(Arg.TDP, hasTdp() ? 1 : 0);
    args.set(Arg.TDP_LEVELS, hasTdp() ? tdpLevels : 4);
    args.set(Arg.TDP_MMU, hasTdpMmu() ? 1 : 0);
    args.set(Arg.EPT_AD, hasAd ? 1 : 0);
    args.set(Arg.MAXPHYADDR, 52);
  }

  /** Whether the second stage of translation is done by hardware. */
  boolean hasTdp() {
    return tdpLevels != 0;
  }

  /** Whether KVM's TDP MMU makes the pages. */
  boolean hasTdpMmu() {
    return name().endsWith("TDP_MMU");
  }

  /** Whether it is one of Intel's. */
  boolean isIntel() {
    return vendor == Vendor.INTEL;
  }

  /** The name in words. */
  @Override
  public String toString() {
    return words;
  }
}
