// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/**
 * CR0 and CR4 as the emitted events left them, followed for the bits that the guest changes without
 * an exit: in these a recorded register may differ from what the events say, and neither is wrong.
 */
final class OwnedBits {
  private final long ownedCr0;
  private final long ownedCr4;
  private long cr0;
  private long cr4;
  private long smmCr0;
  private long smmCr4;
  private long l1Cr0;
  private long l1Cr4;

  OwnedBits(Machine machine) {
    ownedCr0 = machine.ownedCr0();
    ownedCr4 = machine.ownedCr4();
  }

  /** The CR0 to expect where this one was recorded. */
  long expectedCr0(long recorded) {
    return (recorded & ~ownedCr0) | (cr0 & ownedCr0);
  }

  /** The CR4 to expect where this one was recorded. */
  long expectedCr4(long recorded) {
    return (recorded & ~ownedCr4) | (cr4 & ownedCr4);
  }

  /** Whether the guest changed CR0.WP since the last event that said it. */
  boolean wpDiffers(long recordedCr0) {
    return ((recordedCr0 ^ cr0) & RegisterBits.CR0_WP) != 0;
  }

  /** The CR0 that a record says, with what the events say in every bit but WP. */
  long cr0WithWp(long recordedCr0) {
    return (cr0 & ~RegisterBits.CR0_WP) | (recordedCr0 & RegisterBits.CR0_WP);
  }

  void setCr0(long value) {
    cr0 = value;
  }

  void setCr4(long value) {
    cr4 = value;
  }

  void set(VcpuRecord record) {
    cr0 = record.cr0;
    cr4 = record.cr4;
  }

  void save() {
    smmCr0 = cr0;
    smmCr4 = cr4;
  }

  /** SMM entry by its rule. */
  void enterSmm() {
    cr0 &= ~RegisterBits.CR0_LOST_IN_SMM;
    cr4 = 0;
  }

  /** SMM exit by its rule. */
  void leaveSmm() {
    cr0 = smmCr0;
    cr4 = smmCr4;
  }

  /** Entry to L2: L1's registers are kept. */
  void enterNested(long l2Cr0, long l2Cr4) {
    l1Cr0 = cr0;
    l1Cr4 = cr4;
    cr0 = l2Cr0;
    cr4 = l2Cr4;
  }

  /** Exit to L1, which gets back what it had. */
  void leaveNested() {
    cr0 = l1Cr0;
    cr4 = l1Cr4;
  }
}
