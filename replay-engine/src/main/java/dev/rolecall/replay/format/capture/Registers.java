// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Efer;

/**
 * CR0, CR4 and EFER as the emitted events left them.
 *
 * <p>In the bits that the guest changes without an exit, a recorded register may differ from them,
 * and neither is wrong. In the others a difference means something, which depends on what the
 * probes cover.
 */
final class Registers {
  private final long ownedCr0;
  private final long ownedCr4;
  private final State now = new State();
  private final State beforeSmm = new State();
  private final State l1 = new State();

  Registers(Machine machine) {
    ownedCr0 = machine.ownedCr0();
    ownedCr4 = machine.ownedCr4();
  }

  long cr0() {
    return now.cr0;
  }

  long cr4() {
    return now.cr4;
  }

  long efer() {
    return now.efer;
  }

  /** The CR0 to expect where this one was recorded. */
  long expectedCr0(long recorded) {
    return (recorded & ~ownedCr0) | (now.cr0 & ownedCr0);
  }

  /** The CR4 to expect where this one was recorded. */
  long expectedCr4(long recorded) {
    return (recorded & ~ownedCr4) | (now.cr4 & ownedCr4);
  }

  /** Whether a record says nothing else of CR0 and CR4, but for the bits that the guest owns. */
  boolean controlIsOf(VcpuRecord record) {
    return expectedCr0(record.cr0) == now.cr0 && expectedCr4(record.cr4) == now.cr4;
  }

  /** Whether a record says nothing else of EFER. */
  boolean eferIsOf(VcpuRecord record) {
    return record.efer == now.efer;
  }

  /** Whether the guest changed CR0.WP since the last event that said it. */
  boolean wpDiffers(long recordedCr0) {
    return ((recordedCr0 ^ now.cr0) & Cr0.WP) != 0;
  }

  /** The CR0 that a record says, with what the events say in every bit but WP. */
  long cr0WithWp(long recordedCr0) {
    return (now.cr0 & ~Cr0.WP) | (recordedCr0 & Cr0.WP);
  }

  /** CR0 is set; EFER.LMA follows, as in svm_set_cr0 and vmx_set_cr0 (v6.1). */
  void setCr0(long value) {
    now.cr0 = value | Cr0.ET;
    setEfer(now.efer);
  }

  void setCr4(long value) {
    now.cr4 = value;
  }

  /** EFER is set; LMA is not the writer's to choose. */
  void setEfer(long value) {
    boolean active = (now.cr0 & Cr0.PG) != 0 && (value & Efer.LME) != 0;
    now.efer = active ? value | Efer.LMA : value & ~Efer.LMA;
  }

  void set(VcpuRecord record) {
    now.cr0 = record.cr0;
    now.cr4 = record.cr4;
    now.efer = record.efer;
  }

  /** Follows a record in every bit in which the guest's own writes are no excuse. */
  void follow(VcpuRecord record) {
    now.cr0 = expectedCr0(record.cr0);
    now.cr4 = expectedCr4(record.cr4);
    now.efer = record.efer;
  }

  /** SMM entry begins: what RSM will bring back is what the vCPU has. */
  void saveForSmm() {
    beforeSmm.copyFrom(now);
  }

  /** SMM entry by its rule. */
  void enterSmm() {
    now.cr0 &= ~Cr0.CLEARED_BY_SMM;
    now.cr4 = 0;
    now.efer = 0;
  }

  /** SMM exit by its rule. */
  void leaveSmm() {
    now.copyFrom(beforeSmm);
  }

  /** Entry to L2: L1's registers are kept. */
  void enterNested() {
    l1.copyFrom(now);
  }

  /** Exit to L1, which gets back what it had. */
  void leaveNested() {
    now.copyFrom(l1);
  }

  /** Three registers. */
  private static final class State {
    private long cr0;
    private long cr4;
    private long efer;

    void copyFrom(State other) {
      cr0 = other.cr0;
      cr4 = other.cr4;
      efer = other.efer;
    }
  }
}
