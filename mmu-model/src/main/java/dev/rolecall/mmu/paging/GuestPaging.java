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
          PteFormat.NONE,
          Set.of(),
          ReservedBits.NONE,
          new Rights(
              new Permissions((pferr, acc) -> Denial.NONE, 0),
              AccessBits.V5_10,
              SmapOverride.V5_18));

  /** What is allowed, and when EFLAGS.AC allows more. */
  private record Rights(Permissions permissions, AccessBits access, SmapOverride smap) {}

  private final PteFormat format;
  private final Set<PagingFlag> flags;
  private final ReservedBits reserved;
  private final Permissions permissions;
  private final AccessBits access;
  private final SmapOverride smap;
  private final boolean hasAd;
  private final boolean tellsFetches;
  private final boolean hasLargePages;

  private GuestPaging(
      PteFormat format, Set<PagingFlag> flags, ReservedBits reserved, Rights rights) {
    this.format = format;
    this.flags = flags;
    this.reserved = reserved;
    this.permissions = rights.permissions();
    this.access = rights.access();
    this.smap = rights.smap();
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
        new Rights(
            rules.access().permissions(setup.format(), flags), rules.access(), rules.smap()));
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

  /**
   * The error code of an access to what a walk ended at, 0 if it is allowed: permission_fault(),
   * v5.18 mmu.h.
   *
   * @param access the access and the state that decides about it
   * @param pferr the access as this stage sees it
   * @param acc the ACC_ bits of the translation
   * @param key its protection key, 0 to 15
   */
  public long permissionFault(GuestAccess access, long pferr, int acc, int key) {
    long index = index(access, pferr);
    int keyRights = (access.pkru() >>> (2 * key)) & 3;
    return permissions.errorCode(index, acc, AccessBits.user(acc), keyRights);
  }

  /** WRITE, USER and FETCH of an access, and RSVD if SMAP does not apply to it. */
  private long index(GuestAccess access, long pferr) {
    long how = pferr & (Pferr.WRITE | Pferr.USER | Pferr.FETCH);
    return smap.applies(access, pferr) ? how | Pferr.RSVD : how;
  }

  /** Why {@link #permissionFault} gives an error code, for a key that it gives one for. */
  Denial denial(GuestAccess how, long pferr, int acc) {
    Denial denial = access.denial(format, flags, index(how, pferr), acc);
    return denial == Denial.NONE ? Denial.PROTECTION_KEY : denial;
  }

  /** The rights that a walk's accumulated entries leave, bit 63 set if one of them has NX. */
  public Set<AccessBits.Right> rights(long entries) {
    return access.rights(format, access.of(format, entries));
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
