// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RuleVariant;

/** The role of the shadow page that is built as a root. */
public enum RootRole implements RuleVariant {
  /** mmu_alloc_root(), kvm_mmu_get_page(), v5.10 and v5.19 mmu.c. */
  V5_10("v5.10", "the context's mmu_role with level, direct and full access set for the root") {
    @Override
    public long of(RoleLayout role, long mmuRole, int level, long direct) {
      long word = role.with(RoleLayout.base(mmuRole), LEVEL, level);
      word = role.with(word, ACCESS, role.max(ACCESS));
      word = role.with(word, DIRECT, direct);
      return direct == 1 ? role.with(word, GPTE_IS_8_BYTES, 1) : word;
    }
  },

  /** mmu_alloc_root(), v6.1 mmu.c. */
  V6_1("v6.1", "the context's root_role with the level set, and nothing else") {
    @Override
    public long of(RoleLayout role, long mmuRole, int level, long direct) {
      return role.with(RoleLayout.base(mmuRole), LEVEL, level);
    }
  };

  private final Label label;

  RootRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * The role, 32 bits.
   *
   * @param mmuRole the context's mmu_role (root_role)
   * @param level the root's level
   * @param direct 1 if the page maps guest physical memory directly
   */
  public abstract long of(RoleLayout role, long mmuRole, int level, long direct);

  @Override
  public Label label() {
    return label;
  }
}
