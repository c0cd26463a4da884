// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.rule.RuleVariant;

/**
 * What an accepted write of CR0 or CR4, or KVM_SET_SREGS, asks for beside resetting the context.
 */
public enum WriteFlush implements RuleVariant {
  /** kvm_set_cr0(), kvm_set_cr4(), load_pdptrs(), v5.10 x86.c. */
  V5_10("v5.10", "nothing; loading PDPTEs asks for nothing either") {
    @Override
    public void cr0(Requests requests, long old, long value) {}

    @Override
    public void cr4(Requests requests, long old, long value) {}

    @Override
    public boolean freesRoots(long old, long value) {
      return false;
    }

    @Override
    public boolean loadedPdptesNeedRoot() {
      return false;
    }
  },

  /** kvm_post_set_cr0(), kvm_post_set_cr4(), load_pdptrs(), v5.18 x86.c. */
  V5_18(
      "v5.18",
      "guest flush when paging or CR4.PCIDE goes off or CR4.PGE toggles, flush when CR4.PAE toggles or "
          + "SMEP goes on; shadow roots go when CR4.PCIDE goes on or other PDPTEs are loaded"),

  /** __set_sregs(), v6.12 x86.c. */
  V6_12("v6.12", "as before, and a guest flush when KVM_SET_SREGS resets the context") {
    @Override
    public void sregs(Requests requests) {
      requests.make(MmuRequest.FLUSH_GUEST);
    }
  };

  private final Label label;

  WriteFlush(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** After CR0 went from {@code old} to {@code value}. */
  public void cr0(Requests requests, long old, long value) {
    if ((old & ~value & Cr0.PG) != 0) {
      requests.make(MmuRequest.FLUSH_GUEST);
    }
  }

  /** After CR4 went from {@code old} to {@code value}. */
  public void cr4(Requests requests, long old, long value) {
    boolean allPcids = ((old ^ value) & Cr4.PGE) != 0 || (old & ~value & Cr4.PCIDE) != 0;
    boolean current = ((old ^ value) & Cr4.PAE) != 0 || (value & ~old & Cr4.SMEP) != 0;
    if (allPcids) {
      requests.make(MmuRequest.FLUSH_GUEST);
    } else if (current) {
      requests.make(MmuRequest.FLUSH_CURRENT);
    }
  }

  /** Whether a write of CR4 frees all roots of shadow paging, for PCIDs are on from now on. */
  public boolean freesRoots(long old, long value) {
    return (value & ~old & Cr4.PCIDE) != 0;
  }

  /** After KVM_SET_SREGS reset the context. */
  public void sregs(Requests requests) {}

  /**
   * Whether PDPTEs that are loaded must be given to the CPU (KVM_REQ_LOAD_MMU_PGD), and with shadow
   * paging a root that was built from others is freed.
   */
  public boolean loadedPdptesNeedRoot() {
    return true;
  }

  @Override
  public Label label() {
    return label;
  }
}
