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
    public Set<Right> rights(SpteMarks marks, long spte) {
      Set<Right> rights = mmioRights(spte);
      add(rights, Right.EXEC, ~spte & NX);
      return rights;
    }

    @Override
    public Set<Right> mmioRights(long spte) {
      Set<Right> rights = EnumSet.of(Right.READ);
      add(rights, Right.WRITE, spte & 2);
      add(rights, Right.USER, spte & 4);
      return rights;
    }
  },

  /** Extended page tables, without a user bit. */
  EPT {
    @Override
    public Set<Right> rights(SpteMarks marks, long spte) {
      long bits = marks.eptRights(spte);
      Set<Right> rights = EnumSet.noneOf(Right.class);
      add(rights, Right.READ, bits & 1);
      add(rights, Right.WRITE, bits & 2);
      add(rights, Right.EXEC, bits & 4);
      return rights;
    }

    @Override
    public Set<Right> mmioRights(long spte) {
      return EnumSet.noneOf(Right.class);
    }
  };

  private static final long NX = 1L << 63;

  private static final long FRAME = 0xf_ffff_ffff_f000L;

  /** The rights that a present SPTE gives, or would give again when it is accessed. */
  public abstract Set<Right> rights(SpteMarks marks, long spte);

  /**
   * The rights that an SPTE which marks emulated MMIO holds: the access_mask of
   * kvm_mmu_set_mmio_spte_mask(), v5.10 x86.c and vmx.c. That to execute is not among them.
   */
  public abstract Set<Right> mmioRights(long spte);

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
