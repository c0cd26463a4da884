// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.VcpuState;

/** Loading the four PDPTEs of PAE paging: load_pdptrs(), v5.18 x86.c. */
public final class PdptrLoad {
  private static final long CR0_BITS = Cr0.CD | Cr0.NW | Cr0.PG;
  private static final long CR4_BITS = Cr4.PGE | Cr4.PSE | Cr4.PAE | Cr4.SMEP;
  private static final int COUNT = 4;
  private static final long PRESENT = 1;
  private static final WriteVerdict MEMORY_UNKNOWN =
      WriteVerdict.refusedUnless("the PDPTEs in guest memory, which the trace does not give");
  private static final WriteVerdict NESTED_UNKNOWN =
      WriteVerdict.acceptedUnless("the walk of L1's nested page tables for the PDPTEs");

  private final GuestMemory memory;
  private final NestedTables nested;

  /** Where L2's physical addresses are looked up. */
  public interface NestedTables {
    /** Whether guest page tables hold L2 physical addresses. */
    boolean active();

    /** The address of L1's nested root page table. */
    long root();
  }

  public PdptrLoad(GuestMemory memory, NestedTables nested) {
    this.memory = memory;
    this.nested = nested;
  }

  /** Whether the guest's write of CR0 loads the PDPTEs: kvm_set_cr0(), v5.18 x86.c. */
  public static boolean isDoneByCr0(VcpuState vcpu, long value) {
    boolean lme = (vcpu.registers().efer() & Efer.LME) != 0;
    boolean changes = ((value ^ vcpu.registers().cr0()) & CR0_BITS) != 0;
    return (value & Cr0.PG) != 0 && !lme && vcpu.isPae() && changes;
  }

  /** Whether the guest's write of CR4 loads the PDPTEs: kvm_set_cr4(), v5.18 x86.c. */
  public static boolean isDoneByCr4(VcpuState vcpu, long value) {
    boolean changes = ((value ^ vcpu.registers().cr4()) & CR4_BITS) != 0;
    boolean pae = vcpu.isPaging() && !vcpu.isLongMode() && (value & Cr4.PAE) != 0;
    return pae && changes;
  }

  /** Whether the PDPTEs at {@code cr3} can be loaded. */
  public WriteVerdict judge(VcpuState vcpu, long cr3) {
    if (!memory.isDescribed()) {
      return MEMORY_UNKNOWN;
    }
    if (nested.active()) {
      return memory.contains(nested.root()) ? NESTED_UNKNOWN : WriteVerdict.REFUSED;
    }
    if (!memory.contains(table(cr3))) {
      return WriteVerdict.REFUSED;
    }
    for (int i = 0; i < COUNT; i++) {
      long pdpte = entry(cr3, i);
      if ((pdpte & PRESENT) != 0 && (pdpte & reserved(vcpu)) != 0) {
        return WriteVerdict.REFUSED;
      }
    }
    return WriteVerdict.ACCEPTED;
  }

  /** How the PDPTEs in memory stand to those that were loaded last. */
  public enum Loaded {
    SAME,
    OTHERS,
    UNKNOWN
  }

  /** Takes the PDPTEs over if they can be loaded, and says how they stood to the last ones. */
  public Loaded apply(VcpuState vcpu, long cr3) {
    Loaded before = compareLoadable(vcpu, cr3);
    if (before == Loaded.OTHERS) {
      for (int i = 0; i < COUNT; i++) {
        vcpu.setPdptr(i, entry(cr3, i));
      }
    }
    return before;
  }

  /**
   * How the PDPTEs of PAE paging stand to those that were loaded; others if they cannot be read:
   * pdptrs_changed(), v5.10 x86.c. They are the same without PAE paging.
   */
  public Loaded compare(VcpuState vcpu, long cr3) {
    if (!vcpu.isPaePaging()) {
      return Loaded.SAME;
    }
    return judge(vcpu, cr3).isRefusal() ? Loaded.OTHERS : compareLoadable(vcpu, cr3);
  }

  private Loaded compareLoadable(VcpuState vcpu, long cr3) {
    if (!judge(vcpu, cr3).isAcceptance()) {
      return Loaded.UNKNOWN;
    }
    for (int i = 0; i < COUNT; i++) {
      if (entry(cr3, i) != vcpu.pdptr(i)) {
        return Loaded.OTHERS;
      }
    }
    return Loaded.SAME;
  }

  /** Bits 1-2, 5-8 and those from MAXPHYADDR up: pdptr_rsvd_bits(), v5.18 x86.c. */
  private static long reserved(VcpuState vcpu) {
    return 0x1e6 | (-1L << vcpu.cpuid().maxphyaddr());
  }

  private static long table(long cr3) {
    return cr3 & ~0xfffL;
  }

  private long entry(long cr3, int index) {
    return memory.readQword((cr3 & ~0x1fL) + index * 8L);
  }
}
