// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import dev.rolecall.replay.format.capture.KernelRelease;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which kernel printed a text: what a comment says, else the oldest of the history whose events
 * have the fields that were met (trace.h and mmutrace.h of each).
 */
final class KernelGuess {
  private static final Pattern STATED =
      Pattern.compile("#\\s*(?:kernel|os release)\\s*:\\s*(\\S+).*");
  private static final KernelRelease V5_10 = new KernelRelease(5, 10);
  private static final KernelRelease V5_18 = new KernelRelease(5, 18);
  private static final KernelRelease V6_1 = new KernelRelease(6, 1);
  private static final KernelRelease V6_12 = new KernelRelease(6, 12);
  private static final KernelRelease V7_2 = new KernelRelease(7, 2);

  /** SHADOW_NONPRESENT_VALUE, v6.12 spte.h: what is not mapped has it, and 0 before. */
  private static final long SUPPRESS_VE = 1L << 63;

  private Optional<KernelRelease> stated = Optional.empty();
  private KernelRelease oldest = V5_10;

  /** Takes a comment. */
  void comment(String text) {
    Matcher matcher = STATED.matcher(text);
    if (matcher.matches()) {
      stated = KernelRelease.parse(matcher.group(1)).or(() -> stated);
    }
  }

  /** Takes the first event of a shape. */
  void shape(TextShape shape) {
    switch (shape.name()) {
      case "kvm_smm_transition", "kvm_apicv_inhibit_changed" -> atLeast(V5_18);
      case "kvm_nested_vmenter" -> atLeast(V6_1);
      case "kvm_page_fault" -> atLeast(shape.has("vcpu_id") ? V6_1 : V5_10);
      case "kvm_entry" -> {
        atLeast(shape.has("immediate_exit") ? V6_1 : V5_10);
        atLeast(shape.has("intr_info") ? V7_2 : V5_10);
      }
      case "kvm_exit" -> atLeast(shape.has("requests") ? V7_2 : V5_10);
      case "kvm_mmu_spte_requested" -> atLeast(shape.has("access") ? V7_2 : V5_10);
      default -> atLeast(shape.isProbe() && shape.has("rrole") ? V6_1 : V5_10);
    }
  }

  /** Takes the value that an entry of the TDP MMU had before. */
  void oldSpte(long spte) {
    atLeast(spte == SUPPRESS_VE ? V6_12 : V5_10);
  }

  private void atLeast(KernelRelease release) {
    if (release.compareTo(oldest) > 0) {
      oldest = release;
    }
  }

  /** Whether the text names its kernel. */
  boolean isStated() {
    return stated.isPresent();
  }

  KernelRelease release() {
    return stated.orElse(oldest);
  }
}
