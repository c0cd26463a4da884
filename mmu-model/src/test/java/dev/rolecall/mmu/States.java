// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.revision.MmuRevision;
import java.util.ArrayList;
import java.util.List;

/** Every combination of the bits that a role may depend on. */
final class States {
  static final long PG = 1L << 31;
  static final long WP = 1L << 16;
  static final long PSE = 1L << 4;
  static final long PAE = 1L << 5;
  static final long LA57 = 1L << 12;
  static final long SMEP = 1L << 20;
  static final long SMAP = 1L << 21;
  static final long PKE = 1L << 22;
  static final long NX = 1L << 11;
  static final long LONG_MODE = 0x500;

  private static final long[] CR0 = {PG, WP};
  private static final long[] CR4 = {PSE, PAE, LA57, SMEP, SMAP, PKE};
  private static final long[] EFER = {LONG_MODE, NX};

  private States() {}

  /** All legal registers: long mode needs CR0.PG and CR4.PAE. */
  static List<Registers> registers() {
    List<Registers> all = new ArrayList<>();
    for (int cr0 = 0; cr0 < 1 << CR0.length; cr0++) {
      for (int cr4 = 0; cr4 < 1 << CR4.length; cr4++) {
        for (int efer = 0; efer < 1 << EFER.length; efer++) {
          Registers r = new Registers(bits(CR0, cr0) | 0x11, 0, bits(CR4, cr4), bits(EFER, efer));
          if (!longMode(r) || (paging(r) && (r.cr4() & PAE) != 0)) {
            all.add(r);
          }
        }
      }
    }
    return all;
  }

  private static long bits(long[] each, int chosen) {
    long value = 0;
    for (int i = 0; i < each.length; i++) {
      value |= (chosen >>> i & 1) != 0 ? each[i] : 0;
    }
    return value;
  }

  static boolean paging(Registers r) {
    return (r.cr0() & PG) != 0;
  }

  static boolean longMode(Registers r) {
    return (r.efer() & LONG_MODE) != 0;
  }

  /** Levels of the page table that the processor walks: SDM volume 3A, section 4.1. */
  static int levels(Registers r) {
    if (!paging(r)) {
      return 0;
    }
    if (longMode(r)) {
      return (r.cr4() & LA57) != 0 ? 5 : 4;
    }
    return (r.cr4() & PAE) != 0 ? 3 : 2;
  }

  /** The vCPU's modes beside its registers: bit 0 SMM, bit 1 guest mode. */
  static VcpuMmu vcpu(MmuRevision revision, Machine host, Registers registers, int modes) {
    VcpuState state = new VcpuState(registers, GuestCpuid.assumed(host.vendor(), 40));
    state.setSmm((modes & 1) != 0);
    state.setGuestMode((modes & 2) != 0);
    return new VcpuMmu(revision.spec(), host, state, new GuestMemory());
  }

  /** The smm and guest_mode bits that the modes put into a base role: bits 24 and 17. */
  static long modeBits(int modes) {
    return (long) (modes & 1) << 24 | (long) (modes >>> 1 & 1) << 17;
  }
}
