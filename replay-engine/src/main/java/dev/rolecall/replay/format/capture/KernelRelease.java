// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel's version, as far as it decides how its records are read.
 *
 * @param major the first number
 * @param minor the second number
 */
public record KernelRelease(int major, int minor) implements Comparable<KernelRelease> {
  /** The kernels that Rolecall's history has, oldest first. */
  private static final List<KernelRelease> KNOWN =
      List.of(
          new KernelRelease(5, 10),
          new KernelRelease(5, 18),
          new KernelRelease(5, 19),
          new KernelRelease(6, 1),
          new KernelRelease(6, 12),
          new KernelRelease(7, 2));

  /** v6.12 has HF_GUEST_MASK and HF_SMM_MASK as bits 0 and 1, v6.1 as bits 5 and 6. */
  private static final KernelRelease LOW_HFLAGS = new KernelRelease(6, 4);

  private static final Pattern RELEASE =
      Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:[.\\-+~ ].*)?");

  /** Parses what {@code uname -r} prints. */
  public static Optional<KernelRelease> parse(String release) {
    Matcher matcher = RELEASE.matcher(release.strip());
    return matcher.matches()
        ? Optional.of(
            new KernelRelease(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** The newest kernel of the history that is not newer than this one, else the oldest. */
  public KernelRelease nearestKnown() {
    KernelRelease nearest = KNOWN.get(0);
    for (KernelRelease known : KNOWN) {
      if (known.compareTo(this) <= 0) {
        nearest = known;
      }
    }
    return nearest;
  }

  /** The kernels of the history that are newer than this one, oldest first. */
  public List<KernelRelease> later() {
    return KNOWN.stream().filter(known -> known.compareTo(this) > 0).toList();
  }

  /** The newest kernel of the history. */
  public static KernelRelease newestKnown() {
    return KNOWN.get(KNOWN.size() - 1);
  }

  /** The name of this kernel's revision: {@code v6.1}. */
  public String revision() {
    return "v" + this;
  }

  /** {@code HF_GUEST_MASK} of this kernel's {@code kvm_vcpu_arch.hflags}. */
  long guestModeFlag() {
    return compareTo(LOW_HFLAGS) < 0 ? 0x20 : 0x1;
  }

  /** {@code HF_SMM_MASK} of this kernel's {@code kvm_vcpu_arch.hflags}. */
  long smmFlag() {
    return compareTo(LOW_HFLAGS) < 0 ? 0x40 : 0x2;
  }

  @Override
  public int compareTo(KernelRelease other) {
    int byMajor = Integer.compare(major, other.major);
    return byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
