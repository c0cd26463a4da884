// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.ACCESS;
import static dev.rolecall.mmu.role.RoleField.DIRECT;
import static dev.rolecall.mmu.role.RoleField.GPTE_IS_8_BYTES;
import static dev.rolecall.mmu.role.RoleField.HAS_4_BYTE_GPTE;
import static dev.rolecall.mmu.role.RoleField.INVALID;
import static dev.rolecall.mmu.role.RoleField.LEVEL;
import static dev.rolecall.mmu.role.RoleField.PASSTHROUGH;
import static dev.rolecall.mmu.role.RoleField.QUADRANT;

import dev.rolecall.mmu.role.PageContext;
import dev.rolecall.mmu.role.PageRequest;
import dev.rolecall.mmu.role.RoleLayout;

/** The role of a shadow page that a context asks for. */
public enum PageRole implements RuleVariant {
  /** kvm_mmu_get_page(), v5.10 mmu.c. */
  V5_10("v5.10", "the context's; a direct page has 8-byte entries; quadrants by guest levels") {
    @Override
    public long compute(PageContext context, PageRequest page) {
      RoleLayout layout = context.layout();
      long role = common(context, page);
      if (page.direct() == 1) {
        role = layout.with(role, GPTE_IS_8_BYTES, 1);
      }
      boolean quarters = context.direct() == 0 && context.guestLevels() <= PAGE_DIRECTORY;
      return quarters ? layout.with(role, QUADRANT, quadrant(page)) : role;
    }
  },

  /** kvm_mmu_get_page(), v5.18 mmu.c. */
  V5_18("v5.18", "the context's; quadrants wherever has_4_byte_gpte is set, direct or not") {
    @Override
    public long compute(PageContext context, PageRequest page) {
      return quartered(context, page);
    }
  },

  /** kvm_mmu_get_page(), v5.19 mmu.c (84e5ffd045f3). */
  V5_19("v5.19", "passthrough only above the guest's root level") {
    @Override
    public long compute(PageContext context, PageRequest page) {
      long role = quartered(context, page);
      boolean shadows = page.level() <= context.guestLevels();
      return shadows ? context.layout().with(role, PASSTHROUGH, 0) : role;
    }
  },

  /** mmu_alloc_root(), kvm_mmu_child_role(), v6.1 mmu.c. */
  V6_1("v6.1", "a root's from the context, a child's from its parent's, never passthrough") {
    @Override
    public long compute(PageContext context, PageRequest page) {
      RoleLayout layout = context.layout();
      if (page.level() < context.rootPageLevel()) {
        return layout.with(layout.with(quartered(context, page), PASSTHROUGH, 0), INVALID, 0);
      }
      long role = layout.with(context.role(), LEVEL, page.level());
      return layout.isSet(role, HAS_4_BYTE_GPTE)
          ? layout.with(role, QUADRANT, quadrant(page))
          : role;
    }
  };

  private static final int PAGE_SHIFT = 12;

  /** Bits of an address that a table of 8-byte entries translates. */
  private static final int INDEX_BITS = 9;

  private static final int PAGE_DIRECTORY = 2;

  private final Label label;

  PageRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The 32-bit role of the page that {@code context} gets. */
  public abstract long compute(PageContext context, PageRequest page);

  private static long common(PageContext context, PageRequest page) {
    RoleLayout layout = context.layout();
    long role = layout.with(context.role(), LEVEL, page.level());
    role = layout.with(role, DIRECT, page.direct());
    return layout.with(role, ACCESS, page.access());
  }

  private static long quartered(PageContext context, PageRequest page) {
    RoleLayout layout = context.layout();
    long role = common(context, page);
    return layout.isSet(role, HAS_4_BYTE_GPTE) ? layout.with(role, QUADRANT, quadrant(page)) : role;
  }

  /**
   * Which part of a guest table of 4-byte entries the page shadows: one of four page directories,
   * one of two page tables.
   */
  private static long quadrant(PageRequest page) {
    long part = page.address() >>> (PAGE_SHIFT + INDEX_BITS * page.level());
    return part & ((1L << page.level()) - 1);
  }

  @Override
  public Label label() {
    return label;
  }
}
