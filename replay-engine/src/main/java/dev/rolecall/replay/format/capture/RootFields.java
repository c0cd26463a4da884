// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/**
 * Where a probe has the roots of root_mmu and guest_mmu: {@code rhpa rpgd}, {@code rp0h rp0p} ….
 */
final class RootFields {
  private static final String[] MMU_LETTERS = {"r", "g"};

  private final int[][] address = new int[MMU_LETTERS.length][VcpuRecord.ROOTS];
  private final int[][] pgd = new int[MMU_LETTERS.length][VcpuRecord.ROOTS];
  private final boolean current;
  private final boolean previous;

  RootFields(KernelEventFormat format) {
    for (int mmu = 0; mmu < MMU_LETTERS.length; mmu++) {
      for (int slot = 0; slot < VcpuRecord.ROOTS; slot++) {
        String name = MMU_LETTERS[mmu] + (slot == 0 ? "" : "p" + (slot - 1));
        address[mmu][slot] = format.fieldIndex(name + (slot == 0 ? "hpa" : "h"));
        pgd[mmu][slot] = format.fieldIndex(name + (slot == 0 ? "pgd" : "p"));
      }
    }
    current = has(0);
    previous = current && has(1) && has(2) && has(3);
  }

  private boolean has(int slot) {
    for (int mmu = 0; mmu < MMU_LETTERS.length; mmu++) {
      if (address[mmu][slot] == KernelEventFormat.ABSENT
          || pgd[mmu][slot] == KernelEventFormat.ABSENT) {
        return false;
      }
    }
    return true;
  }

  void read(KernelEvent event, VcpuRecord record) {
    record.hasPreviousRoots = previous;
    int slots = previous ? VcpuRecord.ROOTS : current ? 1 : 0;
    for (int mmu = 0; mmu < MMU_LETTERS.length; mmu++) {
      for (int slot = 0; slot < VcpuRecord.ROOTS; slot++) {
        record.rootAddress[mmu][slot] =
            slot < slots ? event.value(address[mmu][slot]) : VcpuRecord.NO_ROOT;
        record.rootPgd[mmu][slot] = slot < slots ? event.value(pgd[mmu][slot]) : 0;
      }
    }
  }
}
