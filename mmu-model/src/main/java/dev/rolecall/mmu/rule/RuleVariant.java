// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

/**
 * One way in which some kernels do one thing. The variants of a rule are the constants of one enum
 * (or of {@link dev.rolecall.mmu.role.RoleLayout}); that type is the seam at which kernels differ.
 */
public interface RuleVariant {
  /** What people call the variant. */
  Label label();

  /**
   * A variant for people who compare kernels.
   *
   * @param variant the first kernel point that has it
   * @param summary what it does, in a line
   */
  record Label(String variant, String summary) {}
}
