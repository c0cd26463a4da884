// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Vendor;

/** How many levels KVM gives to two-dimensional paging. */
public enum TdpLevels implements RuleVariant {
  /** kvm_mmu_get_tdp_level(), v5.10 mmu.c; get_max_npt_level(), v5.10 svm/svm.c. */
  V5_10("v5.10", "EPT: 5 if the guest can address more than 48 bits; NPT: always 4") {
    @Override
    int ofNpt(Machine host) {
      return 4;
    }
  },

  /** kvm_mmu_get_tdp_level(), v5.18 mmu.c; get_npt_level(), v5.18 svm/svm.c. */
  V5_18("v5.18", "EPT: 5 if the guest can address more than 48 bits; NPT: as the host pages");

  private static final int WIDTH_OF_4_LEVELS = 48;

  private final Label label;

  TdpLevels(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The levels for a guest whose physical addresses have {@code maxphyaddr} bits. */
  public int of(Machine host, int maxphyaddr) {
    if (host.vendor() == Vendor.AMD) {
      return ofNpt(host);
    }
    return maxphyaddr <= WIDTH_OF_4_LEVELS ? 4 : host.tdpLevels();
  }

  int ofNpt(Machine host) {
    return host.tdpLevels();
  }

  @Override
  public Label label() {
    return label;
  }
}
