// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.revision;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.RoleLayout;

/**
 * The layouts of role words through history, in the order of the C structs (union
 * kvm_mmu_page_role, union kvm_mmu_extended_role in arch/x86/include/asm/kvm_host.h).
 */
final class RoleLayouts {
  static final RoleLayout V5_10 =
      RoleLayout.named("v5.10")
          .field(LEVEL, 4)
          .flags(GPTE_IS_8_BYTES)
          .field(QUADRANT, 2)
          .flags(DIRECT)
          .field(ACCESS, 3)
          .flags(INVALID, NXE, CR0_WP, SMEP_ANDNOT_WP, SMAP_ANDNOT_WP, AD_DISABLED, GUEST_MODE)
          .padding(6)
          .field(SMM, 8)
          .ext()
          .flags(VALID, EXECONLY, CR0_PG, CR4_PAE, CR4_PSE, CR4_PKE, CR4_SMAP, CR4_SMEP, CR4_LA57)
          .field(MAXPHYADDR, 6)
          .build();

  static final RoleLayout V5_18 =
      base("v5.18")
          .padding(6)
          .field(SMM, 8)
          .ext()
          .flags(VALID, EXECONLY, CR0_PG, CR4_PAE, CR4_PSE, CR4_PKE, CR4_SMAP, CR4_SMEP, CR4_LA57)
          .flags(EFER_LMA)
          .build();

  static final RoleLayout SERIES_16 =
      base("series/16")
          .padding(6)
          .field(SMM, 8)
          .ext()
          .flags(VALID, EXECONLY, CR4_PSE, CR4_PKE, CR4_SMAP, CR4_SMEP, CR4_LA57, EFER_LMA)
          .build();

  static final RoleLayout SERIES_17 =
      base("series/17")
          .padding(6)
          .field(SMM, 8)
          .ext()
          .flags(EXECONLY, CR4_PSE, CR4_PKE, CR4_SMAP, CR4_SMEP, CR4_LA57, EFER_LMA)
          .build();

  static final RoleLayout V5_19 =
      base("v5.19")
          .flags(PASSTHROUGH)
          .padding(5)
          .field(SMM, 8)
          .ext()
          .flags(VALID, EXECONLY, CR4_PSE, CR4_PKE, CR4_SMAP, CR4_SMEP, CR4_LA57, EFER_LMA)
          .build();

  static final RoleLayout V7_2 =
      RoleLayout.named("v7.2")
          .field(LEVEL, 4)
          .flags(HAS_4_BYTE_GPTE)
          .field(QUADRANT, 2)
          .flags(DIRECT)
          .field(ACCESS, 4)
          .flags(INVALID, EFER_NX, CR0_WP, SMAP_ANDNOT_WP, AD_DISABLED, GUEST_MODE, PASSTHROUGH)
          .flags(IS_MIRROR, CR4_SMEP)
          .padding(3)
          .field(SMM, 8)
          .ext()
          .flags(VALID, EXECONLY, CR4_PSE, CR4_PKE, CR4_SMAP, CR4_LA57, EFER_LMA, HAS_PFERR_FETCH)
          .build();

  private RoleLayouts() {}

  /** Bits 0 to 17, the same from v5.18 until access grew in v7.2. */
  private static RoleLayout.Builder base(String variant) {
    return RoleLayout.named(variant)
        .field(LEVEL, 4)
        .flags(HAS_4_BYTE_GPTE)
        .field(QUADRANT, 2)
        .flags(DIRECT)
        .field(ACCESS, 3)
        .flags(INVALID, EFER_NX, CR0_WP, SMEP_ANDNOT_WP, SMAP_ANDNOT_WP, AD_DISABLED, GUEST_MODE);
  }
}
