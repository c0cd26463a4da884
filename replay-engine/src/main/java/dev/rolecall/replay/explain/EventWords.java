// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Locale;

/** Says what an event is, in a sentence. */
public final class EventWords {
  private EventWords() {}

  /** The sentence, without a full stop. */
  public static String of(TraceEvent event) {
    return switch (event.type()) {
      case MACHINE -> "the host is described";
      case VCPU -> "the vCPU appears in this state, and its MMU is initialised for the first time";
      case CPUID -> "the VMM sets the guest's CPUID: the context in use is set up again";
      case WRITE -> "the guest writes " + register(event);
      case SREGS -> "the VMM sets registers at once (KVM_SET_SREGS)";
      case SMM ->
          event.args().flag(Arg.ENTER)
              ? "an SMI: the vCPU enters system management mode"
              : "RSM: the vCPU leaves system management mode";
      case NESTED_ENTRY -> "L1 enters L2";
      case NESTED_EXIT -> "L2 exits to L1, whose registers come back";
      case INIT_MMU -> "KVM initialises the MMU in use again";
      case LOAD -> "the vCPU is about to enter the guest: a missing root is built";
      case UNLOAD -> "all roots are freed";
      case NEW_PGD -> "an MMU is switched to another root page table";
      case MEMSLOT -> "the VM gets memory";
      case MEMORY -> "guest memory is described";
      case ACCESS -> "an address is translated";
      case PAGE_FAULT -> "the hardware reports a page fault";
      case WALK -> "the kernel walks a guest page table";
      case PAGE -> "the kernel handles a shadow page";
      case PAGES -> "what is known of all shadow pages of the VM";
      case MAP -> "KVM is about to map the page that the last walk found";
      case SPTE -> "KVM sets a shadow page table entry";
      case INJECT -> "KVM injects a page fault into the guest";
      case WIDEN -> "what may have changed without a record";
      case OBSERVE -> "nothing happens: the state is observed";
      case UNKNOWN -> "an event of the source that is kept and not interpreted";
    };
  }

  private static String register(TraceEvent event) {
    Arg register =
        event.type().exactlyOneOf().stream().filter(event.args()::has).findFirst().orElse(Arg.CR0);
    return register.wireName().toUpperCase(Locale.ROOT)
        + " = 0x"
        + Long.toHexString(event.args().number(register));
  }
}
