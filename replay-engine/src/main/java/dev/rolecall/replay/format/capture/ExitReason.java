// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import java.util.Optional;

/**
 * What the guest was about to do when it exited: SVM's exit codes and VMX's basic exit reasons, as
 * arch/x86/include/uapi/asm/svm.h and vmx.h have them.
 */
final class ExitReason {
  private static final int SVM_WRITE_CR0 = 0x10;
  private static final int SVM_WRITE_CR4 = 0x14;
  private static final int SVM_UD = 0x46;
  private static final int SVM_GP = 0x4d;
  private static final int SVM_CR0_SEL_WRITE = 0x65;
  private static final int SVM_MSR = 0x7c;
  private static final int SVM_VMRUN = 0x80;
  private static final int VMX_VMLAUNCH = 20;
  private static final int VMX_VMRESUME = 24;
  private static final int VMX_CR_ACCESS = 28;
  private static final int VMX_IO = 30;
  private static final int VMX_WRMSR = 32;
  private static final int VMX_EPT_VIOLATION = 48;
  private static final int VMX_EPT_MISCONFIG = 49;
  private static final int VMX_PREEMPTION_TIMER = 52;
  private static final int CR_OF_QUALIFICATION = 0xf;

  private ExitReason() {}

  /**
   * The register that the guest was about to write.
   *
   * @param info the exit qualification, or EXITINFO1
   */
  static Optional<Arg> written(boolean vmx, long reason, long info) {
    return vmx ? writtenOnVmx(reason, info) : writtenOnSvm(reason);
  }

  private static Optional<Arg> writtenOnVmx(long reason, long info) {
    return switch ((int) reason) {
      case VMX_CR_ACCESS ->
          switch ((int) info & CR_OF_QUALIFICATION) {
            case 0 -> Optional.of(Arg.CR0);
            case 4 -> Optional.of(Arg.CR4);
            default -> Optional.empty();
          };
      case VMX_WRMSR -> Optional.of(Arg.EFER);
      default -> Optional.empty();
    };
  }

  private static Optional<Arg> writtenOnSvm(long reason) {
    return switch ((int) reason) {
      case SVM_WRITE_CR0, SVM_CR0_SEL_WRITE -> Optional.of(Arg.CR0);
      case SVM_WRITE_CR4 -> Optional.of(Arg.CR4);
      case SVM_MSR -> Optional.of(Arg.EFER);
      default -> Optional.empty();
    };
  }

  /** Whether the guest, as L1, was about to enter an L2. */
  static boolean entersL2(boolean vmx, long reason) {
    return vmx ? reason == VMX_VMLAUNCH || reason == VMX_VMRESUME : reason == SVM_VMRUN;
  }

  /**
   * Whether an exit from L2 for this reason may not be told to be L2's: KVM enters it again at once
   * (handle_fastpath_preemption_timer(), v6.1 to v7.2 vmx.c; before, no fast path is L2's).
   */
  static boolean mayBeSilentOfL2(boolean vmx, long reason) {
    return vmx && reason == VMX_PREEMPTION_TIMER;
  }

  /**
   * Whether KVM, where it emulates an instruction after such an exit, may emulate one that writes a
   * register without another event: on SVM after #UD and #GP, on VMX wherever the instruction is
   * not one that accesses memory or ports. That SVM's decode or skip an intercepted write is no
   * such case: that write has its event.
   */
  static boolean mayEmulateAny(boolean vmx, long reason) {
    return vmx
        ? reason != VMX_IO && reason != VMX_EPT_VIOLATION && reason != VMX_EPT_MISCONFIG
        : reason == SVM_UD || reason == SVM_GP;
  }
}
