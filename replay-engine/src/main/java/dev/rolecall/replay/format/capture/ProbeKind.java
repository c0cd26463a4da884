// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.Optional;

/** The places in KVM at which the probes of the group {@code kvmrole} record a vCPU. */
enum ProbeKind {
  RUN(Phase.SETTLED),
  LOAD(Phase.SETTLED),
  LOAD_RET(Phase.SETTLED),
  SET_CR0(Phase.SETTLED),
  SET_CR3(Phase.SETTLED),
  SET_CR4(Phase.SETTLED),
  SREGS(Phase.SETTLED),
  SMM(Phase.SETTLED),
  SET_CPUID(Phase.SETTLED),
  RESET_CTX(Phase.INSIDE),
  INIT_MMU(Phase.INSIDE),
  INIT_MMU_RET(Phase.COMPUTED),
  POST_CR0(Phase.INSIDE),
  POST_CR4(Phase.INSIDE),
  NPT_INIT(Phase.INSIDE),
  NPT_INIT_RET(Phase.INSIDE),
  EPT_INIT(Phase.INSIDE),
  EPT_INIT_RET(Phase.INSIDE),
  NEW_PGD(Phase.INSIDE),
  NEW_PGD_RET(Phase.INSIDE),
  UNLOAD(Phase.INSIDE),
  VENDOR_CR0(Phase.VENDOR),
  VENDOR_CR4(Phase.VENDOR),
  VENDOR_EFER(Phase.VENDOR);

  private final Phase phase;

  ProbeKind(Phase phase) {
    this.phase = phase;
  }

  Phase phase() {
    return phase;
  }

  /** The place that an event's name says; {@code init_mmu_ret1} is one of several returns. */
  static Optional<ProbeKind> find(String eventName) {
    return switch (eventName.replaceFirst("_ret\\d+$", "_ret")) {
      case "svm_cr0", "vmx_cr0" -> Optional.of(VENDOR_CR0);
      case "svm_cr4", "vmx_cr4" -> Optional.of(VENDOR_CR4);
      case "svm_efer", "vmx_efer" -> Optional.of(VENDOR_EFER);
      case "run" -> Optional.of(RUN);
      case "load" -> Optional.of(LOAD);
      case "load_ret" -> Optional.of(LOAD_RET);
      case "set_cr0" -> Optional.of(SET_CR0);
      case "set_cr3" -> Optional.of(SET_CR3);
      case "set_cr4" -> Optional.of(SET_CR4);
      case "sregs" -> Optional.of(SREGS);
      case "smm" -> Optional.of(SMM);
      case "set_cpuid" -> Optional.of(SET_CPUID);
      case "reset_ctx" -> Optional.of(RESET_CTX);
      case "init_mmu" -> Optional.of(INIT_MMU);
      case "init_mmu_ret" -> Optional.of(INIT_MMU_RET);
      case "post_cr0" -> Optional.of(POST_CR0);
      case "post_cr4" -> Optional.of(POST_CR4);
      case "npt_init" -> Optional.of(NPT_INIT);
      case "npt_init_ret" -> Optional.of(NPT_INIT_RET);
      case "ept_init" -> Optional.of(EPT_INIT);
      case "ept_init_ret" -> Optional.of(EPT_INIT_RET);
      case "new_pgd" -> Optional.of(NEW_PGD);
      case "new_pgd_ret" -> Optional.of(NEW_PGD_RET);
      case "unload" -> Optional.of(UNLOAD);
      default -> Optional.empty();
    };
  }

  /** What is certain of the state at such a place. */
  enum Phase {
    /** Between operations: everything that was recorded holds. */
    SETTLED,
    /** The vendor's code is about to set a register. */
    VENDOR,
    /** In the middle of an operation. */
    INSIDE,
    /** The roles have just been computed from the registers. */
    COMPUTED
  }
}
