// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.revision;

import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RuleVariant;
import java.util.Optional;

/**
 * A point of the kernel's history: its parent and what differs.
 *
 * @param id the point's name, such as {@code v5.18} or {@code series/07}
 * @param parent the point it grew from; none for the first
 * @param commit the upstream commit, twelve hex digits, or a note where there is none
 * @param summary the patch's subject, or what the release brought
 * @param effect what of it the model shows; empty where nothing observable changes
 * @param spec what the kernel does at this point
 */
public record MmuRevision(
    String id,
    Optional<MmuRevision> parent,
    String commit,
    String summary,
    String effect,
    MmuSpec spec) {

  /** The first point. */
  static MmuRevision first(String id, String summary, MmuSpec spec) {
    return new MmuRevision(id, Optional.empty(), "", summary, summary, spec);
  }

  /** A point that changes rules. */
  MmuRevision revise(String childId, String childCommit, Text text, RuleVariant... changed) {
    return new MmuRevision(
        childId, Optional.of(this), childCommit, text.summary(), text.effect(), spec.with(changed));
  }

  /** A point that changes nothing observable, which is a claim that traces try to refute. */
  MmuRevision unchanged(String childId, String childCommit, String childSummary) {
    return new MmuRevision(childId, Optional.of(this), childCommit, childSummary, "", spec);
  }

  /** The layout of this point's role words. */
  public RoleLayout layout() {
    return spec.rule(RoleLayout.class);
  }

  /** Whether this point behaves as its parent does. */
  public boolean isUnchanged() {
    return parent.isPresent() && parent.get().spec().equals(spec);
  }

  @Override
  public String toString() {
    return id;
  }

  /**
   * What people read about a point.
   *
   * @param summary the patch's subject or what the release brought
   * @param effect what of it the model shows
   */
  record Text(String summary, String effect) {}
}
