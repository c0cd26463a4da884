// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import static dev.rolecall.mmu.paging.PagingFlag.AMD;
import static dev.rolecall.mmu.paging.PagingFlag.GBPAGES;
import static dev.rolecall.mmu.paging.PagingFlag.NX;

import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.WalkSetup.Words;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.rule.RuleVariant;
import java.util.EnumSet;
import java.util.Set;

/** Which bits the entries of KVM's own page tables must not have: shadow_zero_check. */
public enum SpteReserved implements RuleVariant {
  /** reset_shadow_zero_bits_mask(), reset_tdp_shadow_zero_bits_mask(), v5.10 mmu.c. */
  V5_10("v5.10", "NX is allowed without TDP, with EFER.NX, or against SMEP; EPT maps 1 GiB") {
    @Override
    boolean hasNx(WalkSetup setup, Set<PagingFlag> flags) {
      Words words = setup.words();
      return V5_18.hasNx(setup, flags)
          || words.layout().isSet(words.mmuRole(), RoleField.SMEP_ANDNOT_WP);
    }

    @Override
    int largestEptPage(WalkSetup setup) {
      return GIB;
    }
  },

  /** The same functions, v5.18 mmu.c. */
  V5_18("v5.18", "NX is allowed without TDP or with EFER.NX; EPT maps what the host can"),

  /** reset_shadow_zero_bits_mask(), mmu.c as of the merge of series/13 (362505deb8e2). */
  SERIES_13(
      "series/13", "NX is allowed where the mmu_role has efer_nx; EPT maps what the host can") {
    @Override
    boolean hasNx(WalkSetup setup, Set<PagingFlag> flags) {
      Words words = setup.words();
      return words.layout().isSet(words.mmuRole(), RoleField.EFER_NX);
    }
  },

  /** reset_tdp_shadow_zero_bits_mask(), v6.1 mmu.c. */
  V6_1("v6.1", "as before, and NPT may have NX") {
    @Override
    boolean hasNx(WalkSetup setup, Set<PagingFlag> flags) {
      return SERIES_13.hasNx(setup, flags);
    }

    @Override
    Set<PagingFlag> ofNpt() {
      return EnumSet.of(AMD, NX);
    }
  };

  private static final int GIB = 3;

  private final Label label;

  SpteReserved(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * The bits that no SPTE of a context may have.
   *
   * @param reserved the rule of the guest's tables, whose 1 GiB pages KVM's may have too
   * @param flags of {@link PagingBits}
   */
  ReservedBits of(WalkSetup setup, ReservedRule reserved, Set<PagingFlag> flags) {
    Words words = setup.words();
    int width = setup.host().maxphyaddr();
    int level = (int) words.layout().get(words.mmuRole(), RoleField.LEVEL);
    if (setup.format() == PteFormat.EPT) {
      return ReservedBits.ept(width, largestEptPage(setup), flags);
    }
    boolean direct = words.layout().isSet(words.mmuRole(), RoleField.DIRECT);
    if (!setup.host().hasTdp() || !direct) {
      return ReservedBits.legacy(level, width, ofShadow(setup, reserved, flags));
    }
    if (setup.host().vendor() == Vendor.INTEL) {
      return ReservedBits.ept(width, largestEptPage(setup), Set.of());
    }
    Set<PagingFlag> npt = ofNpt();
    PagingBits.put(npt, GBPAGES, setup.host().pages().hasGbpages());
    return ReservedBits.legacy(level, width, npt);
  }

  private Set<PagingFlag> ofShadow(WalkSetup setup, ReservedRule reserved, Set<PagingFlag> flags) {
    Set<PagingFlag> shadow = EnumSet.of(AMD);
    PagingBits.put(shadow, NX, hasNx(setup, flags));
    PagingBits.put(shadow, GBPAGES, reserved.hasGbpages(setup));
    return shadow;
  }

  /** Whether SPTEs that shadow a guest's tables may have NX. */
  boolean hasNx(WalkSetup setup, Set<PagingFlag> flags) {
    return flags.contains(NX) || !setup.host().hasTdp();
  }

  /** The flags of NPT, but for 1 GiB pages. */
  Set<PagingFlag> ofNpt() {
    return EnumSet.of(AMD);
  }

  int largestEptPage(WalkSetup setup) {
    return setup.host().pages().tdpLevel();
  }

  @Override
  public Label label() {
    return label;
  }
}
