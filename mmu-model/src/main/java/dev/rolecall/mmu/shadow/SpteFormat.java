// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.shadow;

import dev.rolecall.mmu.paging.AccessBits.Right;
import java.util.EnumSet;
import java.util.Set;

/** How KVM's shadow page table entries hold rights: make_spte(), v6.1 spte.c. */
public enum SpteFormat {
  /** The CPU's own page tables, which shadow paging and NPT use. */
  PAGE_TABLE {
    @Override
    public Set<Right> rights(long spte) {
      Set<Right> rights = EnumSet.of(Right.READ);
      add(rights, Right.WRITE, spte & 2);
      add(rights, Right.USER, spte & 4);
      add(rights, Right.EXEC, ~spte & NX);
      return rights;
    }
  },

  /** Extended page tables, without a user bit. */
  EPT {
    @Override
    public Set<Right> rights(long spte) {
      Set<Right> rights = EnumSet.noneOf(Right.class);
      add(rights, Right.READ, spte & 1);
      add(rights, Right.WRITE, spte & 2);
      add(rights, Right.EXEC, spte & 4);
      return rights;
    }
  };

  private static final long NX = 1L << 63;

  /** SPTE_MMIO_MASK, v5.10 spte.h; later kernels never have both bits set. */
  private static final long MMIO = 3L << 52;

  private static final long FRAME = 0xf_ffff_ffff_f000L;

  /** The rights that a present SPTE gives. */
  public abstract Set<Right> rights(long spte);

  /** Whether an SPTE maps nothing and marks an address of emulated MMIO. */
  public static boolean isMmio(long spte) {
    return (spte & MMIO) == MMIO;
  }

  /** Whether two SPTEs map the same host frame. */
  public static boolean isSameFrame(long one, long other) {
    return ((one ^ other) & FRAME) == 0;
  }

  private static void add(Set<Right> rights, Right right, long bits) {
    if (bits != 0) {
      rights.add(right);
    }
  }
}
