// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.PageOutcome;
import dev.rolecall.replay.trace.PagesState;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * Takes the tracepoints of KVM's MMU: walks of guest tables, faults, and what shadow pages and
 * SPTEs come of them. None names a vCPU that could be relied on: it is the one that the thread
 * runs. A page belongs to a VM, whoever handles it.
 */
final class MmuTracepoints {
  /** kvm_mmu_spte_requested has the faulting address until 5.16, then the translated one. */
  private static final KernelRelease REQUESTS_NAME_FRAMES = new KernelRelease(5, 16);

  private static final int PAGE_SHIFT = 12;

  private final CaptureInterpreter interpreter;
  private final ThreadTable threads;
  private final boolean requestsNameFrames;
  private final RoleLayout layout;

  MmuTracepoints(CaptureInterpreter interpreter) {
    this.interpreter = interpreter;
    this.threads = interpreter.threads();
    this.layout = interpreter.machine().layout();
    this.requestsNameFrames = interpreter.machine().release().compareTo(REQUESTS_NAME_FRAMES) >= 0;
  }

  /** The handler for a tracepoint; none if it is not understood, or lacks a field. */
  Optional<KernelEventHandler> bind(KernelEventFormat format) {
    return switch (format.name()) {
      case "kvm_page_fault" ->
          BoundFields.bind(format, this::pageFault, "fault_address", "error_code");
      case "kvm_mmu_pagetable_walk" -> BoundFields.bind(format, this::walk, "addr", "pferr");
      case "kvm_mmu_paging_element" -> BoundFields.bind(format, this::entry, "level", "pte");
      case "kvm_mmu_set_accessed_bit" -> BoundFields.bind(format, this::accessed, "gpa");
      case "kvm_mmu_set_dirty_bit" -> BoundFields.bind(format, this::dirty, "gpa");
      case "kvm_mmu_walker_error" -> BoundFields.bind(format, this::walkerError, "pferr");
      case "kvm_mmu_spte_requested" -> bindRequest(format);
      case "kvm_mmu_set_spte" ->
          BoundFields.bind(format, this::setSpte, "gfn", "level", "spte", "sptep");
      case "fast_page_fault" -> bindFastFault(format);
      case "kvm_mmu_get_page" -> bindPage(format, PageOp.GET);
      case "kvm_mmu_sync_page" -> bindPage(format, PageOp.SYNC);
      case "kvm_mmu_unsync_page" -> bindPage(format, PageOp.UNSYNC);
      case "kvm_mmu_prepare_zap_page" -> bindPage(format, PageOp.ZAP);
      case "kvm_mmu_zap_all_fast" -> Optional.of(this::zapAll);
      default -> Optional.empty();
    };
  }

  private void pageFault(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().walk().pageFault(event.value(fields[0]));
    }
    TraceEvent fault = begin(event, EventType.PAGE_FAULT);
    fault.args().set(Arg.ADDR, event.value(fields[0]));
    fault.args().set(Arg.ERROR, event.value(fields[1]));
    interpreter.out().send();
  }

  private void walk(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = findWalker(event);
    if (vcpu.isPresent()) {
      vcpu.get().beginBareWalk();
      vcpu.get().walk().start(event.position(), event.value(fields[0]), event.value(fields[1]));
    }
  }

  private void entry(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = findWalker(event);
    if (vcpu.isPresent()) {
      vcpu.get().walk().entry(event.value(fields[0]), event.value(fields[1]));
    }
  }

  private void accessed(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = findWalker(event);
    if (vcpu.isPresent()) {
      vcpu.get().walk().accessed(event.value(fields[0]));
    }
  }

  private void dirty(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = findWalker(event);
    if (vcpu.isPresent()) {
      vcpu.get().walk().dirty(event.value(fields[0]));
    }
  }

  private void walkerError(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = findWalker(event);
    if (vcpu.isPresent()) {
      vcpu.get().walk().error(event.value(fields[0]));
    }
  }

  private Optional<Vcpu> findWalker(KernelEvent event) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isEmpty()) {
      interpreter.out().notChecked(Unchecked.NO_VCPU);
    }
    return vcpu;
  }

  private Optional<KernelEventHandler> bindRequest(KernelEventFormat format) {
    int access = format.fieldIndex("access");
    return BoundFields.bind(
        format, (event, fields) -> request(event, fields, access), "gfn", "level");
  }

  private void request(KernelEvent event, int[] fields, int access) {
    TraceEvent map = beginForState(event, EventType.MAP);
    threads.find(event.pid()).ifPresent(Vcpu::beginMapping);
    long frame = event.value(fields[0]);
    if (requestsNameFrames) {
      map.args().set(Arg.GFN, frame);
    } else {
      map.args().set(Arg.ADDR, frame << PAGE_SHIFT);
    }
    map.args().set(Arg.LEVEL, event.value(fields[1]));
    if (access != KernelEventFormat.ABSENT) {
      map.args().set(Arg.PTE_ACCESS, event.value(access));
    }
    interpreter.out().send();
  }

  private void setSpte(KernelEvent event, int[] fields) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    TraceEvent spte =
        vcpu.isPresent() && !vcpu.get().isMapping()
            ? beginForVm(vcpu.get(), EventType.SPTE)
            : beginForState(event, EventType.SPTE);
    spte.args().set(Arg.GFN, event.value(fields[0]));
    spte.args().set(Arg.LEVEL, event.value(fields[1]));
    spte.args().set(Arg.SPTE, event.value(fields[2]));
    spte.args().set(Arg.SPTEP, event.value(fields[3]));
    interpreter.out().send();
  }

  private Optional<KernelEventHandler> bindFastFault(KernelEventFormat format) {
    return BoundFields.bind(
        format, this::fastFault, "cr2_or_gpa", "error_code", "sptep", "old_spte", "new_spte");
  }

  private void fastFault(KernelEvent event, int[] fields) {
    TraceEvent spte = beginForState(event, EventType.SPTE);
    spte.args().set(Arg.ADDR, event.value(fields[0]));
    spte.args().set(Arg.ERROR, event.value(fields[1]));
    spte.args().set(Arg.SPTEP, event.value(fields[2]));
    spte.args().set(Arg.OLD, event.value(fields[3]));
    spte.args().set(Arg.SPTE, event.value(fields[4]));
    interpreter.out().send();
  }

  private Optional<KernelEventHandler> bindPage(KernelEventFormat format, PageOp op) {
    int created = format.fieldIndex("created");
    Optional<KernelEventHandler> known =
        BoundFields.bind(
            format,
            (event, fields) -> page(event, op, fields, created),
            "gfn",
            "role",
            "root_count",
            "unsync");
    return known.map(handler -> ofKnownVm(handler, format));
  }

  /** A thread that runs no vCPU may be of any VM. */
  private KernelEventHandler ofKnownVm(KernelEventHandler handler, KernelEventFormat format) {
    UnknownEvents kept = interpreter.unknown(format);
    return event -> {
      if (threads.find(event.pid()).isPresent() || interpreter.numbers().vms() <= 1) {
        handler.event(event);
      } else {
        kept.event(event);
        interpreter.tellAllPages(PagesState.UNKNOWN);
      }
    };
  }

  private void page(KernelEvent event, PageOp op, int[] fields, int created) {
    if (op == PageOp.GET) {
      threads.find(event.pid()).ifPresent(Vcpu::needsPage);
    }
    TraceEvent page = beginForState(event, EventType.PAGE);
    page.args().set(Arg.OP, op);
    page.args().set(Arg.GFN, event.value(fields[0]));
    page.args().set(Arg.ROLE, event.value(fields[1]));
    page.args().set(Arg.ROOT_COUNT, event.value(fields[2]));
    page.args().set(Arg.UNSYNC, event.value(fields[3]));
    if (created != KernelEventFormat.ABSENT && tellsPresence(event.value(fields[1]))) {
      boolean isNew = event.value(created) != 0;
      page.args().set(Arg.CREATED, isNew ? 1 : 0);
      page.expectations().set(ExpectKey.PAGE, isNew ? PageOutcome.NEW : PageOutcome.EXISTING);
    }
    interpreter.out().send();
    noteForRoots(event, op, page);
  }

  /** Whether it means something that a page was there, or not: the TDP MMU looks none up. */
  private boolean tellsPresence(long role) {
    return layout.get(role, RoleField.DIRECT) == 0
        || !interpreter.machine().tdp()
        || interpreter.evidence().contains(Evidence.MAKER_OF_DIRECT_PAGES);
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

  private void zapAll(KernelEvent event) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isPresent()) {
      vcpu.get().settle();
      interpreter.tellPages(vcpu.get().tracker().vm(), PagesState.NONE);
    } else if (interpreter.numbers().vms() <= 1) {
      interpreter.tellAllPages(PagesState.NONE);
    } else {
      interpreter.tellAllPages(PagesState.UNKNOWN);
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

  /**
   * Begins an event that means something only with the vCPU's state: where the events do not say
   * what that is, the event names the VM alone.
   */
  private TraceEvent beginForState(KernelEvent event, EventType type) {
    Optional<Vcpu> vcpu = threads.find(event.pid());
    if (vcpu.isEmpty()) {
      return interpreter.out().begin(type);
    }
    if (!vcpu.get().isStateKnown()) {
      return beginForVm(vcpu.get(), type);
    }
    vcpu.get().settle();
    return vcpu.get().tracker().begin(type);
  }

  private static TraceEvent beginForVm(Vcpu vcpu, EventType type) {
    vcpu.settle();
    return vcpu.tracker().beginForVm(type);
  }
}
