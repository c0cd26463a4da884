// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** The registers and modes of one vCPU that the MMU depends on. Mutable. */
public final class VcpuState {
  private static final int PDPTRS = 4;

  private Registers registers;
  private long pkru;
  private boolean smm;
  private boolean guestMode;
  private GuestCpuid cpuid;
  private final long[] pdptrs = new long[PDPTRS];

  public VcpuState(Registers registers, GuestCpuid cpuid) {
    this.registers = registers;
    this.cpuid = cpuid;
  }

  /** A state of its own with the same content. */
  public VcpuState copy() {
    VcpuState copy = new VcpuState(registers, cpuid);
    copy.pkru = pkru;
    copy.smm = smm;
    copy.guestMode = guestMode;
    System.arraycopy(pdptrs, 0, copy.pdptrs, 0, PDPTRS);
    return copy;
  }

  public Registers registers() {
    return registers;
  }

  public void setRegisters(Registers value) {
    registers = value;
  }

  public long pkru() {
    return pkru;
  }

  public void setPkru(long value) {
    pkru = value;
  }

  /** Whether the vCPU is in system management mode. */
  public boolean smm() {
    return smm;
  }

  public void setSmm(boolean value) {
    smm = value;
  }

  /** Whether the vCPU runs L2. */
  public boolean guestMode() {
    return guestMode;
  }

  public void setGuestMode(boolean value) {
    guestMode = value;
  }

  public GuestCpuid cpuid() {
    return cpuid;
  }

  public void setCpuid(GuestCpuid value) {
    cpuid = value;
  }

  /** A PDPTE as last loaded, index 0 to 3. */
  public long pdptr(int index) {
    return pdptrs[index];
  }

  public void setPdptr(int index, long value) {
    pdptrs[index] = value;
  }

  public boolean isPaging() {
    return (registers.cr0() & Cr0.PG) != 0;
  }

  public boolean isPae() {
    return (registers.cr4() & Cr4.PAE) != 0;
  }

  public boolean isLongMode() {
    return (registers.efer() & Efer.LMA) != 0;
  }

  /** Whether the guest walks PAE page tables: is_pae_paging(), x86.h. */
  public boolean isPaePaging() {
    return isPaging() && isPae() && !isLongMode();
  }
}
