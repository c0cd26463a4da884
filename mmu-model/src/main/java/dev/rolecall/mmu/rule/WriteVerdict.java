// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

/**
 * Whether KVM accepts a register write. Where that hangs on something that a trace may not give,
 * the verdict names it: it is then an assumption and no reason to call the kernel wrong.
 *
 * @param accepted whether the write is accepted, as far as is known
 * @param unless what would decide otherwise, "" if nothing
 */
public record WriteVerdict(boolean accepted, String unless) {
  public static final WriteVerdict ACCEPTED = new WriteVerdict(true, "");
  public static final WriteVerdict REFUSED = new WriteVerdict(false, "");

  static WriteVerdict acceptedUnless(String fact) {
    return new WriteVerdict(true, fact);
  }

  static WriteVerdict refusedUnless(String fact) {
    return new WriteVerdict(false, fact);
  }

  /** Whether the verdict holds whatever the trace leaves out. */
  public boolean isCertain() {
    return unless.isEmpty();
  }

  /** Whether the write is certainly accepted. */
  public boolean isAcceptance() {
    return accepted && isCertain();
  }

  /** Whether the write is certainly refused. */
  public boolean isRefusal() {
    return !accepted && isCertain();
  }

  /**
   * The stricter of both: a refusal, else a refusal with a reserve, else an acceptance with one,
   * else acceptance. This one if both are as strict.
   */
  WriteVerdict and(WriteVerdict other) {
    return other.strictness() > strictness() ? other : this;
  }

  private int strictness() {
    if (accepted) {
      return isCertain() ? 0 : 1;
    }
    return isCertain() ? 3 : 2;
  }
}
