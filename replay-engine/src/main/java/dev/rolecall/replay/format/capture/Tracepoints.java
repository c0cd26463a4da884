// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * Takes KVM's own tracepoints. Few of them name a vCPU: it is the one that the thread runs. A
 * register write that a probe records too is understood here, and becomes no second event.
 */
final class Tracepoints {
  private static final long MSR_EFER = 0xc0000080L;

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
      case "kvm_entry" -> bind(format, this::entry);
      case "kvm_exit", "kvm_nested_vmexit" -> bind(format, this::settle);
      case "kvm_nested_vmexit_inject" -> bind(format, this::nestedExit);
      case "kvm_nested_vmrun" -> bind(format, this::nestedEntry, "npt");
      case "kvm_nested_vmenter" -> bind(format, this::nestedEntry, "tdp_enabled", "guest_pgd");
      case "kvm_smm_transition", "kvm_enter_smm" -> bind(format, this::smm, "entering");
      case "kvm_cr" -> bind(format, this::controlRegister, "rw", "cr", "val");
      case "kvm_msr" -> bind(format, this::msr, "write", "ecx", "data", "exception");
      case "kvm_inj_exception" -> bind(format, this::exception, "exception");
      case "kvm_page_fault" -> bind(format, this::pageFault, "fault_address", "error_code");
      case "kvm_mmu_pagetable_walk" -> bind(format, this::walk, "addr", "pferr");
      case "kvm_mmu_paging_element" -> bind(format, this::walkEntry, "level", "pte");
      case "kvm_mmu_get_page" -> bindPage(format, PageOp.GET);
      case "kvm_mmu_sync_page" -> bindPage(format, PageOp.SYNC);
      case "kvm_mmu_unsync_page" -> bindPage(format, PageOp.UNSYNC);
      case "kvm_mmu_prepare_zap_page" -> bindPage(format, PageOp.ZAP);
      default -> Optional.empty();
    };
  }

  private void entry(KernelEvent event, int[] fields) {
    if (!probes) {
      threads.bind(event.pid(), interpreter.vcpu(Survey.threadIdentity(event.pid())));
    }
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().settle();
      vcpu.get().operations().guestEntered();
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
      vcpu.bare().enterL2();
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
      vcpu.get().bare().leaveL2();
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
    if (event.value(fields[0]) == 0) {
      vcpu.get().bare().read(register.get(), event.value(fields[2]));
    } else {
      vcpu.get().bare().write(register.get(), event.value(fields[2]), event.position());
    }
  }

  private void msr(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
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
    } else if (!probes && write) {
      vcpu.get().bare().write(Arg.EFER, value, event.position());
      if (refused) {
        vcpu.get().bare().refused();
      }
    } else if (!probes && !refused) {
      vcpu.get().bare().read(Arg.EFER, value);
    }
  }

  private void exception(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent() && !probes) {
      vcpu.get().bare().exception(event.value(fields[0]));
    }
  }

  private void pageFault(KernelEvent event, int[] fields) {
    TraceEvent fault = begin(event, EventType.PAGE_FAULT);
    fault.args().set(Arg.ADDR, event.value(fields[0]));
    fault.args().set(Arg.ERROR, event.value(fields[1]));
    interpreter.out().send();
  }

  private void walk(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().walk().start(event.position(), event.value(fields[0]), event.value(fields[1]));
    } else {
      interpreter.out().notChecked(Unchecked.NO_VCPU);
    }
  }

  private void walkEntry(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().walk().entry(event.value(fields[0]), event.value(fields[1]));
    } else {
      interpreter.out().notChecked(Unchecked.NO_VCPU);
    }
  }

  private Optional<KernelEventHandler> bindPage(KernelEventFormat format, PageOp op) {
    int created = format.fieldIndex("created");
    return bind(
        format,
        (event, fields) -> page(event, op, fields, created),
        "gfn",
        "role",
        "root_count",
        "unsync");
  }

  private void page(KernelEvent event, PageOp op, int[] fields, int created) {
    TraceEvent page = begin(event, EventType.PAGE);
    page.args().set(Arg.OP, op);
    page.args().set(Arg.GFN, event.value(fields[0]));
    page.args().set(Arg.ROLE, event.value(fields[1]));
    page.args().set(Arg.ROOT_COUNT, event.value(fields[2]));
    page.args().set(Arg.UNSYNC, event.value(fields[3]));
    if (created != KernelEventFormat.ABSENT) {
      page.args().set(Arg.CREATED, event.value(created));
    }
    interpreter.out().send();
    noteForRoots(event, op, page);
  }

  /** A root may be among the pages that are got, and a zapped one is freed when KVM likes. */
  private void noteForRoots(KernelEvent event, PageOp op, TraceEvent page) {
    long roots = page.args().number(Arg.ROOT_COUNT);
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (op == PageOp.ZAP && roots > 0) {
      interpreter.rootZapped();
    } else if (op == PageOp.GET && vcpu.isPresent()) {
      boolean created = page.args().numberOr(Arg.CREATED, 0) == 1;
      vcpu.get().tracker().roots().got(page.args().number(Arg.ROLE), created);
    }
  }

  /** Begins an event of the vCPU that the thread runs, or of none. */
  private TraceEvent begin(KernelEvent event, EventType type) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isEmpty()) {
      return interpreter.out().begin(type);
    }
    vcpu.get().settle();
    return vcpu.get().tracker().begin(type);
  }

  private static Optional<Arg> register(long number) {
    return switch ((int) number) {
      case 0 -> Optional.of(Arg.CR0);
      case 3 -> Optional.of(Arg.CR3);
      case 4 -> Optional.of(Arg.CR4);
      default -> Optional.empty();
    };
  }

  private static Optional<KernelEventHandler> bind(
      KernelEventFormat format, FieldsHandler handler, String... names) {
    int[] fields = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      fields[i] = format.fieldIndex(names[i]);
      if (fields[i] == KernelEventFormat.ABSENT) {
        return Optional.empty();
      }
    }
    return Optional.of(event -> handler.event(event, fields));
  }

  /** Takes an event and the indices of the fields that it was bound with. */
  private interface FieldsHandler {
    void event(KernelEvent event, int[] fields);
  }
}
