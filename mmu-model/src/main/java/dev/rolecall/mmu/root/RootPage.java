// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

/**
 * A page that is or was the root of a page table.
 *
 * @param kind what it is
 * @param gfn the guest frame that a shadow page shadows; 0 if it shadows none
 * @param role the role of a shadow page, 32 bits; else 0
 * @param id tells the pages of one vCPU apart, from 1 in order of appearance; 0 for {@link #NONE}
 * @param identity whether the ID tells for certain that the page is the one that was seen before
 */
public record RootPage(RootKind kind, long gfn, long role, long id, Identity identity) {
  /** No page. */
  public static final RootPage NONE =
      new RootPage(RootKind.NONE, 0, 0, 0, RootPage.Identity.CERTAIN);

  /** How much is known of which page it is. */
  public enum Identity {
    CERTAIN,
    /** The page may as well be an earlier one of the same role that other vCPUs kept alive. */
    ASSUMED
  }

  /** Whether there is a page. */
  public boolean isValid() {
    return kind != RootKind.NONE;
  }

  RootPage withRole(long other) {
    return new RootPage(kind, gfn, other, id, identity);
  }
}
