// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import static dev.rolecall.mmu.paging.PagingFlag.ACCESSED_DIRTY;
import static dev.rolecall.mmu.paging.PagingFlag.PFERR_FETCH;
import static dev.rolecall.mmu.paging.PagingFlag.PSE;

import java.util.Set;

/** How a context walks guest page tables: what KVM derives when it configures one. Immutable. */
public final class GuestPaging {
  /** No paging: an address is its own translation. */
  public static final GuestPaging NONE =
      new GuestPaging(
          PteFormat.NONE, Set.of(), ReservedBits.NONE, new Permissions((pferr, acc) -> false, 0));

  private final PteFormat format;
  private final Set<PagingFlag> flags;
  private final ReservedBits reserved;
  private final Permissions permissions;
  private final boolean hasAd;
  private final boolean tellsFetches;
  private final boolean hasLargePages;

  private GuestPaging(
      PteFormat format, Set<PagingFlag> flags, ReservedBits reserved, Permissions permissions) {
    this.format = format;
    this.flags = flags;
    this.reserved = reserved;
    this.permissions = permissions;
    this.hasAd = flags.contains(ACCESSED_DIRTY);
    this.tellsFetches = flags.contains(PFERR_FETCH);
    this.hasLargePages = format != PteFormat.PT32 || flags.contains(PSE);
  }

  /** What a kernel derives from a setup: reset_guest_paging_metadata(), v5.18 mmu.c. */
  public static GuestPaging of(WalkRules rules, WalkSetup setup) {
    if (setup.format() == PteFormat.NONE) {
      return NONE;
    }
    Set<PagingFlag> flags = rules.bits().of(setup);
    return new GuestPaging(
        setup.format(),
        flags,
        rules.reserved().of(setup, flags),
        rules.access().permissions(setup.format(), flags));
  }

  /** The format of the tables. */
  public PteFormat format() {
    return format;
  }

  /** The mode bits, for people who want to know why. */
  public Set<PagingFlag> flags() {
    return Set.copyOf(flags);
  }

  /** The bits that an entry must not have. */
  public ReservedBits reserved() {
    return reserved;
  }

  /** What the rights of a translation allow. */
  public Permissions permissions() {
    return permissions;
  }

  /** Whether entries have accessed and dirty bits. */
  public boolean hasAccessedDirty() {
    return hasAd;
  }

  /** Whether error codes tell instruction fetches. */
  public boolean tellsFetches() {
    return tellsFetches;
  }

  /**
   * Whether a present entry at that level is the last of a walk: level 1, or bit 7 where it means a
   * large page, which in 32-bit paging hangs on CR4.PSE: is_last_gpte(), v5.18 paging_tmpl.h.
   */
  public boolean isLast(long entry, int level) {
    return level == 1 || (hasLargePages && PteFormat.isLarge(entry));
  }
}
