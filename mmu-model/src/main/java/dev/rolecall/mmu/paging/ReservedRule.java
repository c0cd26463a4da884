// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import static dev.rolecall.mmu.paging.PagingFlag.AMD;
import static dev.rolecall.mmu.paging.PagingFlag.GBPAGES;

import dev.rolecall.mmu.cpu.CpuidFeature;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.rule.RuleVariant;
import java.util.EnumSet;
import java.util.Set;

/** Which bits of a guest's page-table entries are reserved. */
public enum ReservedRule implements RuleVariant {
  /** reset_rsvds_bits_mask(), v5.10 mmu.c. */
  V5_10("v5.10", "1 GiB pages as the guest's CPUID has them") {
    @Override
    boolean hasGbpages(WalkSetup setup) {
      return setup.guest().has(CpuidFeature.GBPAGES);
    }
  },

  /**
   * guest_can_use_gbpages(), v5.18 mmu.c; kvm_vcpu_after_set_cpuid(), v6.12 cpuid.c, where it is
   * part of the guest's capabilities.
   */
  V5_18("v5.18", "with TDP, 1 GiB pages as the host has them; else as the guest's CPUID does") {
    @Override
    boolean hasGbpages(WalkSetup setup) {
      return setup.host().hasTdp()
          ? setup.host().pages().hasGbpages()
          : setup.guest().has(CpuidFeature.GBPAGES);
    }
  };

  /** nested_vmx_ept_caps: KVM offers L1 every page size, and L1's vCPU may use all of them. */
  private static final int LARGEST_EPT_PAGE = 3;

  private final Label label;

  ReservedRule(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** Whether the guest's tables may map 1 GiB pages. */
  abstract boolean hasGbpages(WalkSetup setup);

  /**
   * The bits that a walk of the guest's tables faults on: reset_rsvds_bits_mask(),
   * reset_rsvds_bits_mask_ept().
   *
   * @param flags of {@link PagingBits}
   */
  ReservedBits of(WalkSetup setup, Set<PagingFlag> flags) {
    int maxphyaddr = setup.guest().maxphyaddr();
    return switch (setup.format()) {
      case NONE -> ReservedBits.NONE;
      case EPT -> ReservedBits.ept(maxphyaddr, LARGEST_EPT_PAGE, flags);
      case PT32, PT64 -> ReservedBits.legacy(setup.rootLevel(), maxphyaddr, withCpu(setup, flags));
    };
  }

  private Set<PagingFlag> withCpu(WalkSetup setup, Set<PagingFlag> flags) {
    Set<PagingFlag> all = EnumSet.noneOf(PagingFlag.class);
    all.addAll(flags);
    PagingBits.put(all, GBPAGES, hasGbpages(setup));
    PagingBits.put(all, AMD, setup.guest().vendor() == Vendor.AMD);
    return all;
  }

  @Override
  public Label label() {
    return label;
  }
}
