// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.paging.GuestAccess;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.PagingFlag;
import dev.rolecall.mmu.paging.Pferr;
import java.util.Optional;

/**
 * The states that a recorded walk may have been made in. No event tells EFLAGS.AC, on which SMAP
 * hangs, whether an access was implicit, nor PKRU: the guest changes them without an exit.
 */
final class WalkWorlds {
  private static final long ACCESS = Pferr.WRITE | Pferr.USER | Pferr.FETCH;
  private static final int USER_CPL = 3;

  /** No key restricts; every key denies accesses, or writes, or both. */
  private static final int[] PKRU = {0, 0x5555_5555, 0xaaaa_aaaa, 0xffff_ffff};

  private static final int[] NO_PKRU = {0};

  private final GuestAccess[] known = new GuestAccess[(int) (ACCESS + 1) * 2 * PKRU.length];
  private GuestPaging paging = GuestPaging.NONE;
  private boolean smap;
  private boolean pke;
  private long pferr;
  private boolean acOpen;
  private boolean keysOpen;

  /** Takes how a walk was made. */
  void enter(GuestPaging newPaging, long error) {
    if (paging != newPaging) {
      paging = newPaging;
      smap = newPaging.flags().contains(PagingFlag.SMAP);
      pke = newPaging.flags().contains(PagingFlag.PKE);
    }
    pferr = error & ACCESS;
    boolean data = (error & Pferr.FETCH) == 0;
    acOpen = smap && data && (error & Pferr.USER) == 0;
    keysOpen = pke && data;
  }

  /** How many states there are in which the walk may come out differently. */
  int count() {
    return (acOpen ? 2 : 1) * (keysOpen ? PKRU : NO_PKRU).length;
  }

  /** The access in one of these states. */
  GuestAccess access(int world) {
    int ac = acOpen ? world & 1 : 0;
    int keys = acOpen ? world >> 1 : world;
    int slot = ((int) pferr * 2 + ac) * PKRU.length + keys;
    GuestAccess access = known[slot];
    if (access == null) {
      access =
          new GuestAccess(
              pferr,
              (pferr & Pferr.USER) != 0 ? USER_CPL : 0,
              ac == 1 ? GuestAccess.AC : 0,
              PKRU[keys]);
      known[slot] = access;
    }
    return access;
  }

  /** What the outcome hangs on, where the states differ in it. */
  Optional<String> reason() {
    if (acOpen && keysOpen) {
      return Optional.of("walks whose outcome hangs on EFLAGS.AC or PKRU");
    }
    return Optional.of(
        acOpen ? "walks whose outcome hangs on EFLAGS.AC" : "walks whose outcome hangs on PKRU");
  }
}
