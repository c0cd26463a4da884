// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.check.Difference.FieldDiff;
import java.util.List;
import java.util.Optional;

/**
 * Compares role words that two traces hold, each in the words of its revision, by field. The other
 * trace's values stand where a model's would.
 */
public final class RecordedRoles {
  private static final String HEX = "0x%x";

  private final MmuRevision traced;
  private final MmuRevision other;
  private final RoleComparison cpuRole;
  private final RoleComparison mmuRole;
  private final RoleComparison rootRole;
  private final boolean sameLayout;

  /** Compares words of one revision with those of another. */
  public RecordedRoles(MmuRevision traced, MmuRevision other) {
    this.traced = traced;
    this.other = other;
    this.cpuRole = RoleComparison.cpuRole(traced, other);
    this.mmuRole = RoleComparison.mmuRole(traced, other);
    this.rootRole = RoleComparison.rootRole(traced, other);
    this.sameLayout = traced.layout().equals(other.layout());
  }

  /** Whether both revisions keep the role of a guest's paging in a word of its own. */
  public boolean haveCpuRole() {
    return hasCpuRole(traced) && hasCpuRole(other);
  }

  /** Whether nested_mmu, which keeps its role in one word, keeps it in this one in both. */
  public boolean haveMmuRoleOnly() {
    return !hasCpuRole(traced) && !hasCpuRole(other);
  }

  private static boolean hasCpuRole(MmuRevision revision) {
    return revision.spec().rule(RoleWords.class).hasCpuRole();
  }

  /** How two cpu_role words differ; empty if they do not. */
  public Optional<Difference> cpuRole(String subject, long word, long others) {
    return difference(
        Observable.ROLE, subject, word, others, cpuRole.differences(word, others, layout()));
  }

  /** How two mmu_role or root_role words differ. */
  public Optional<Difference> mmuRole(String subject, long word, long others) {
    return difference(
        Observable.ROLE, subject, word, others, mmuRole.differences(word, others, layout()));
  }

  /** How the roles of two root pages differ. */
  public Optional<Difference> rootRole(String subject, long role, long others) {
    return difference(
        Observable.ROOT_ROLE, subject, role, others, rootRole.differences(role, others, layout()));
  }

  /** How the roles of two shadow pages differ; ACC_ bits mean the same in one layout only. */
  public Optional<Difference> pageRole(String subject, long role, long others) {
    List<FieldDiff> fields =
        rootRole.differences(role, others, layout()).stream()
            .filter(f -> sameLayout || !f.name().equals(RoleField.ACCESS.kernelName()))
            .toList();
    return difference(Observable.PAGE, subject, role, others, fields);
  }

  /** Whether two shadow pages are at the same place of their trees, so that their roles compare. */
  public boolean areOfOneTable(long role, long others) {
    return List.of(RoleField.LEVEL, RoleField.DIRECT, RoleField.QUADRANT).stream()
        .allMatch(f -> traced.layout().get(role, f) == layout().get(others, f));
  }

  private RoleLayout layout() {
    return other.layout();
  }

  private static Optional<Difference> difference(
      Observable observable, String subject, long word, long others, List<FieldDiff> fields) {
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Difference(
                observable, subject, HEX.formatted(word), HEX.formatted(others), fields));
  }
}
