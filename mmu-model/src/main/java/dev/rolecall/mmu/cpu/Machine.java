// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/**
 * The host, as far as the MMU depends on it.
 *
 * @param vendor AMD (SVM, NPT) or Intel (VMX, EPT)
 * @param tdp two-dimensional paging: {@link Tdp#ON} or shadow paging
 * @param tdpLevels the deepest TDP paging of the host, 4 or 5; on AMD the one it forces
 * @param eptAd whether SPTEs have accessed and dirty bits (EPT capability; NPT has them always)
 * @param maxphyaddr the width of host physical addresses in bits
 * @param pages the largest pages
 */
public record Machine(
    Vendor vendor, Tdp tdp, int tdpLevels, EptAd eptAd, int maxphyaddr, HostPages pages) {
  /** Whether the second stage of translation is done by hardware. */
  public enum Tdp {
    OFF,
    ON
  }

  /** Whether the host's EPT keeps accessed and dirty bits. */
  public enum EptAd {
    ABSENT,
    PRESENT
  }

  public Machine {
    if (tdpLevels != 4 && tdpLevels != 5) {
      throw new IllegalArgumentException("TDP has 4 or 5 levels, not " + tdpLevels);
    }
  }

  /** A host with the standard pages. */
  public Machine(Vendor vendor, Tdp tdp, int tdpLevels, EptAd eptAd, int maxphyaddr) {
    this(vendor, tdp, tdpLevels, eptAd, maxphyaddr, HostPages.STANDARD);
  }

  /** An AMD host with NPT of 4 levels and 48-bit addresses: the default of a trace. */
  public static Machine standard() {
    return new Machine(Vendor.AMD, Tdp.ON, 4, EptAd.PRESENT, 48);
  }

  public boolean hasTdp() {
    return tdp == Tdp.ON;
  }

  /** kvm_ad_enabled() is false: only EPT without A/D bits lacks them (v5.18 mmu.c, spte.c). */
  public boolean lacksAd() {
    return hasTdp() && vendor == Vendor.INTEL && eptAd == EptAd.ABSENT;
  }
}
