// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.shadow;

import dev.rolecall.mmu.rule.RuleVariant;

/** What KVM notes in bits of an SPTE that the CPU ignores, as far as it bears on the rights. */
public enum SpteMarks implements RuleVariant {
  /** SPTE_MMIO_MASK, SPTE_AD_DISABLED_MASK, SHADOW_ACC_TRACK_SAVED_BITS_SHIFT, v5.10 spte.h. */
  V5_10(
      "v5.10",
      "bits 52 and 53 mark emulated MMIO; bit 52 alone no A/D; bits 54 and 56 rights",
      52,
      54) {
    @Override
    public boolean isMmio(long spte) {
      return (spte & MMIO) == MMIO;
    }
  },

  /**
   * SPTE_TDP_AD_MASK, v5.18 spte.h. mmu_set_spte(), v5.18 mmu.c, no longer tells of SPTEs that mark
   * MMIO.
   */
  V5_18("v5.18", "as before, but records of SPTEs are none of emulated MMIO", 52, 54),

  /** SPTE_TDP_AD_SHIFT, SHADOW_ACC_TRACK_SAVED_BITS_SHIFT, v7.2 spte.h. */
  V7_2(
      "v7.2",
      "bit 60 without bit 61 marks that there is no A/D; bits 52 and 54 keep rights",
      60,
      52);

  private static final long MMIO = 3L << 52;
  private static final long AD_TYPE = 3;
  private static final long AD_DISABLED = 1;
  private static final long EPT_RWX = 7;
  private static final long EPT_RX = 5;

  private final Label label;
  private final int adShift;
  private final int savedShift;

  SpteMarks(String variant, String summary, int adShift, int savedShift) {
    this.label = new Label(variant, summary);
    this.adShift = adShift;
    this.savedShift = savedShift;
  }

  /** Whether an SPTE maps nothing and marks an address of emulated MMIO. */
  public boolean isMmio(long spte) {
    return false;
  }

  /**
   * The rights of an EPT SPTE, bits 0 to 2, or those to read and to execute that KVM took away to
   * note an access where there are no A/D bits, and gives back at one: is_access_track_spte(),
   * restore_acc_track_spte(), spte.h.
   */
  long eptRights(long spte) {
    boolean noAd = ((spte >>> adShift) & AD_TYPE) == AD_DISABLED;
    boolean tracked = noAd && (spte & EPT_RWX) == 0;
    return tracked ? (spte >>> savedShift) & EPT_RX : spte & EPT_RWX;
  }

  @Override
  public Label label() {
    return label;
  }
}
