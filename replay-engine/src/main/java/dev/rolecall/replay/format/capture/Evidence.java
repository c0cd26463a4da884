// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.Optional;

/**
 * Kinds of events that a trace was seen to have. A trace that has none of a kind may just not have
 * recorded it: then that nothing of the kind comes says nothing.
 */
enum Evidence {
  /** Exits from the guest to KVM. */
  EXITS,
  /** Exits from KVM to the VMM, which may set anything before it comes back. */
  USERSPACE_EXITS,
  /** Exceptions that go into the guest: the outcome of a refused write. */
  INJECTIONS,
  /** Errors that end walks. */
  WALKER_ERRORS,
  /** Exits from L2, told behind each of its exits: svm_handle_exit(), v5.10 to v7.2 svm.c. */
  NESTED_EXITS,
  /**
   * Entries into L2: enter_svm_guest_mode(), v5.18 to v7.2, nested_svm_vmrun(), v5.10 svm/nested.c;
   * on VMX nested_vmx_enter_non_root_mode(), v6.1 to v7.2, and none before.
   */
  NESTED_ENTRIES,
  /** Exits from L2 that reach L1. */
  NESTED_RETURNS,
  /** Direct pages as only the TDP MMU, or only the shadow MMU, makes them. */
  MAKER_OF_DIRECT_PAGES;

  /** What an event of that format is evidence of. */
  static Optional<Evidence> of(KernelEventFormat format) {
    boolean tellsWhere = format.fieldIndex("guest_rip") != KernelEventFormat.ABSENT;
    return switch (format.name()) {
      case "kvm_exit" -> tellsWhere ? Optional.of(EXITS) : Optional.empty();
      case "kvm_userspace_exit" -> Optional.of(USERSPACE_EXITS);
      case "kvm_inj_exception" -> Optional.of(INJECTIONS);
      case "kvm_mmu_walker_error" -> Optional.of(WALKER_ERRORS);
      case "kvm_nested_vmexit" -> Optional.of(NESTED_EXITS);
      case "kvm_nested_vmenter", "kvm_nested_vmrun" -> Optional.of(NESTED_ENTRIES);
      case "kvm_nested_vmexit_inject" -> Optional.of(NESTED_RETURNS);
      default -> Optional.empty();
    };
  }
}
