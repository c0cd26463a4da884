// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * Takes KVM's own tracepoints. Few of them name a vCPU: it is the one that the thread runs. A
 * register write that a probe records too is understood here, and becomes no second event.
 */
final class Tracepoints {
  private static final long MSR_EFER = 0xc0000080L;
  private static final int PAGE_FAULT = 14;

  /** APIC_DM_INIT, v6.1 apicdef.h. */
  private static final long INIT_DELIVERY = 0x500;

  private final CaptureInterpreter interpreter;
  private final ThreadTable threads;
  private final boolean probes;

  Tracepoints(CaptureInterpreter interpreter) {
    this.interpreter = interpreter;
    this.threads = interpreter.threads();
    this.probes = interpreter.coverage().hasProbes();
  }

  /** The handler for a tracepoint; none if it is not understood, or lacks a field. */
  Optional<KernelEventHandler> bind(KernelEventFormat format) {
    return switch (format.name()) {
      case "kvm_entry" -> bindEntry(format);
      case "kvm_exit" ->
          probes
              ? BoundFields.bind(format, this::settle)
              : BoundFields.bind(format, this::exit, "exit_reason", "info1", "guest_rip");
      case "kvm_nested_vmexit" -> BoundFields.bind(format, this::exitOfL2);
      case "kvm_userspace_exit", "kvm_emulate_insn", "kvm_apic_accept_irq" ->
          probes ? Optional.empty() : bindUnseenChange(format);
      case "kvm_nested_vmexit_inject" -> BoundFields.bind(format, this::nestedExit);
      case "kvm_nested_vmrun" -> BoundFields.bind(format, this::nestedEntry, "npt");
      case "kvm_nested_vmenter" ->
          BoundFields.bind(format, this::nestedEntry, "tdp_enabled", "guest_pgd");
      case "kvm_smm_transition", "kvm_enter_smm" -> BoundFields.bind(format, this::smm, "entering");
      case "kvm_cr" -> BoundFields.bind(format, this::controlRegister, "rw", "cr", "val");
      case "kvm_msr" -> BoundFields.bind(format, this::msr, "write", "ecx", "data", "exception");
      case "kvm_inj_exception" -> bindException(format);
      default -> Optional.empty();
    };
  }

  private Optional<KernelEventHandler> bindEntry(KernelEventFormat format) {
    int rip = format.fieldIndex("rip");
    return Optional.of(event -> entry(event, rip));
  }

  private void entry(KernelEvent event, int rip) {
    if (!probes) {
      threads.bind(event.pid(), interpreter.vcpu(Survey.threadIdentity(event.pid())));
    }
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().guestEntered();
      if (!probes) {
        boolean hasRip = rip != KernelEventFormat.ABSENT;
        vcpu.get().bare().entered(hasRip, hasRip ? event.value(rip) : 0);
      }
    }
  }

  private void exit(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().settle();
      vcpu.get()
          .bare()
          .exited(event.value(fields[0]), event.value(fields[1]), event.value(fields[2]));
    }
  }

  private void exitOfL2(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent() && !probes) {
      vcpu.get().bare().exitedL2();
    }
    settle(event, fields);
  }

  /** Events behind which registers may change: probes show what became of them. */
  private Optional<KernelEventHandler> bindUnseenChange(KernelEventFormat format) {
    return switch (format.name()) {
      case "kvm_userspace_exit" -> BoundFields.bind(format, this::userspaceExit);
      case "kvm_emulate_insn" -> BoundFields.bind(format, this::emulation);
      default -> BoundFields.bind(format, this::interrupt, "dm");
    };
  }

  private void userspaceExit(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().settle();
      vcpu.get().bare().leftKvm();
    }
  }

  private void emulation(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().settle();
      vcpu.get().bare().emulates();
    }
  }

  private void interrupt(KernelEvent event, int[] fields) {
    if (event.value(fields[0]) == INIT_DELIVERY) {
      interpreter.initSent();
    }
  }

  private void settle(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().settle();
    }
  }

  private void nestedEntry(KernelEvent event, int[] fields) {
    Optional<Vcpu> found = threads.find(event.pid());
    if (found.isEmpty()) {
      interpreter.out().notChecked(Unchecked.NO_VCPU);
      return;
    }
    Vcpu vcpu = found.get();
    vcpu.settle();
    if (!probes) {
      vcpu.bare().enterL2(event.value(fields[0]) != 0);
    } else if (fields.length > 1 && event.value(fields[0]) != 0) {
      vcpu.operations().nestedEntry(event.position(), event.value(fields[1]));
    } else {
      vcpu.operations().nestedEntry(event.position());
    }
  }

  private void nestedExit(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().settle();
      if (!probes) {
        vcpu.get().bare().leaveL2();
      }
    }
  }

  private void smm(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent() && !probes) {
      vcpu.get().settle();
      vcpu.get().bare().smm(event.value(fields[0]) == 0 ? 0 : 1);
    }
  }

  private void controlRegister(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    Optional<Arg> register = register(event.value(fields[1]));
    if (probes || vcpu.isEmpty() || register.isEmpty()) {
      return;
    }
    vcpu.get().bare().announceWrite(register.get());
    vcpu.get().settle();
    if (event.value(fields[0]) == 0) {
      vcpu.get().bare().read(register.get(), event.value(fields[2]));
    } else {
      vcpu.get().bare().write(register.get(), event.value(fields[2]), event.position(), false);
    }
  }

  private void msr(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent() && !probes) {
      vcpu.get().bare().announceWrite(Arg.EFER);
      vcpu.get().settle();
    }
    if (event.value(fields[1]) != MSR_EFER || vcpu.isEmpty()) {
      return;
    }
    boolean refused = event.value(fields[3]) != 0;
    boolean write = event.value(fields[0]) != 0;
    long value = event.value(fields[2]);
    if (probes && write && refused) {
      vcpu.get().operations().eferRefused(value);
    } else if (probes && write) {
      vcpu.get().operations().eferAccepted(value, event.position());
    } else if (!probes && write && !refused) {
      vcpu.get().bare().write(Arg.EFER, value, event.position(), true);
    } else if (!probes && !refused) {
      vcpu.get().bare().read(Arg.EFER, value);
    }
  }

  private Optional<KernelEventHandler> bindException(KernelEventFormat format) {
    int error = format.fieldIndex("error_code");
    int reinjected = format.fieldIndex("reinjected");
    return BoundFields.bind(
        format,
        (event, fields) -> {
          bareException(event, fields);
          boolean again = reinjected != KernelEventFormat.ABSENT && event.value(reinjected) != 0;
          if (error != KernelEventFormat.ABSENT && !again) {
            injected(event, event.value(fields[0]), event.value(error));
          }
        },
        "exception");
  }

  private void bareException(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent() && !probes) {
      vcpu.get().bare().exception(event.value(fields[0]));
    }
  }

  private void injected(KernelEvent event, long vector, long error) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent() && vector == PAGE_FAULT) {
      vcpu.get().settle();
      TraceEvent fault = vcpu.get().tracker().begin(EventType.INJECT);
      fault.args().set(Arg.ERROR, error);
      vcpu.get().tracker().sendBare();
    }
  }

  private static Optional<Arg> register(long number) {
    return switch ((int) number) {
      case 0 -> Optional.of(Arg.CR0);
      case 3 -> Optional.of(Arg.CR3);
      case 4 -> Optional.of(Arg.CR4);
      default -> Optional.empty();
    };
  }
}
