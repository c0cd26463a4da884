// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.PagesState;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Translates a kernel's events into those of a trace, which holds what they do and what they
 * observe.
 *
 * <p>A source binds each of its formats once, and then hands every event to what it got for the
 * event's format. An event that nothing here understands becomes {@code unknown}.
 */
public final class CaptureInterpreter {
  private final Machine machine;
  private final VcpuNumbers numbers;
  private final Emitter out;
  private final Recorded recorded;
  private final ThreadTable threads = new ThreadTable();
  private final Map<Long, Vcpu> vcpus = new LinkedHashMap<>();
  private final List<UnknownEvents> unknown = new ArrayList<>();
  private final Set<Integer> vms = new HashSet<>();
  private Optional<Vcpu> lastVcpu = Optional.empty();
  private long lastIdentity;
  private long events;

  /** An interpreter for the trace of which a survey found this. */
  public CaptureInterpreter(SurveyFacts facts, TraceHandler handler) {
    machine = facts.machine();
    numbers = new VcpuNumbers(facts.vcpus());
    out = new Emitter(handler);
    recorded = new Recorded(facts.coverage(), facts.evidence());
  }

  /** Emits the host, with which a trace starts. */
  public void begin() {
    TraceEvent event = out.begin(EventType.MACHINE);
    event.args().setText(Arg.REVISION, machine.revision().revision());
    event.args().set(Arg.VENDOR, machine.vendor());
    takeOver(event, Arg.TDP, machine.tdp() ? 1 : 0);
    takeOver(event, Arg.TDP_LEVELS, machine.tdpLevels());
    takeOver(event, Arg.EPT_AD, machine.eptAd());
    takeOver(event, Arg.TDP_MMU, machine.tdpMmu());
    out.send();
  }

  /** The handler for the events of a format. */
  public KernelEventHandler bind(KernelEventFormat format) {
    Optional<KernelEventHandler> handler =
        format.system().equals(Survey.PROBES)
            ? new ProbeEvents(this).bind(format)
            : new Tracepoints(this).bind(format).or(() -> new MmuTracepoints(this).bind(format));
    KernelEventHandler bound = handler.orElseGet(() -> unknown(format));
    return event -> {
      events++;
      out.enter(event);
      bound.event(event);
    };
  }

  /**
   * Takes notice that events are missing: any vCPU may have done anything, also one whose records
   * come from another CPU's buffer before and after. A thread may move to the CPU that lost records
   * and back between two of its own, all of which the loss then covers; only records of every
   * migration would show that it did not. A record of which it is certain that nothing precedes it
   * within a run of the guest does not help either: the VMM may have had the vCPU in between.
   */
  public void lost() {
    vcpus.values().forEach(Vcpu::lost);
    tellAllPages(PagesState.UNKNOWN);
  }

  /** Takes notice of an event of a shadow page that does not tell which page it was. */
  public void pageUnseen() {
    rootZapped();
    tellAllPages(PagesState.UNKNOWN);
  }

  /** An INIT goes to some vCPU: every one may have been reset. */
  void initSent() {
    vcpus.values().forEach(vcpu -> vcpu.bare().leftKvm());
  }

  /** A page was zapped that is a root of some vCPU, which will free it at a time of its own. */
  void rootZapped() {
    vcpus.values().forEach(vcpu -> vcpu.tracker().roots().forget());
  }

  /** Ends the trace: emits what was held back, and the counts of what was not checked. */
  public void finish() {
    vcpus.values().forEach(Vcpu::finish);
    out.finish();
  }

  /** How many events have been understood. */
  public long understood() {
    return events - unknown.stream().mapToLong(UnknownEvents::count).sum();
  }

  /** How many events have not been understood, by name. */
  public SortedMap<String, Long> unknownByName() {
    SortedMap<String, Long> byName = new TreeMap<>();
    for (UnknownEvents each : unknown) {
      if (each.count() > 0) {
        byName.merge(each.name(), each.count(), Long::sum);
      }
    }
    return byName;
  }

  Machine machine() {
    return machine;
  }

  /** Which probes recorded what the vCPUs do. */
  Coverage coverage() {
    return recorded.coverage();
  }

  /** What kinds of events the trace has. */
  Set<Evidence> evidence() {
    return recorded.evidence();
  }

  Emitter out() {
    return out;
  }

  ThreadTable threads() {
    return threads;
  }

  /** The vCPU at an address, or of a thread where no probe gives addresses. */
  Vcpu vcpu(long identity) {
    if (lastVcpu.isPresent() && lastIdentity == identity) {
      return lastVcpu.get();
    }
    Vcpu vcpu =
        vcpus.computeIfAbsent(identity, id -> new Vcpu(numbers.of(id), machine, recorded, out));
    lastVcpu = Optional.of(vcpu);
    lastIdentity = identity;
    return vcpu;
  }

  VcpuNumbers numbers() {
    return numbers;
  }

  /** Takes notice of a vCPU whose MMU was never initialised: the VM of the first one is new. */
  void created(Vcpu vcpu) {
    int vm = vcpu.tracker().vm();
    if (vms.add(vm)) {
      tellPages(vm, PagesState.NONE);
    } else if (vcpu.tracker().isKnown()) {
      tellPages(vm, PagesState.UNKNOWN); // another vCPU at the same address, and so another VM
    }
  }

  /** Takes notice of a VM that is not new. */
  void seen(Vcpu vcpu) {
    vms.add(vcpu.tracker().vm());
  }

  /** Says what is known of the pages of every VM. */
  void tellAllPages(PagesState state) {
    vcpus.values().stream()
        .map(vcpu -> vcpu.tracker().vm())
        .distinct()
        .forEach(vm -> tellPages(vm, state));
  }

  /** Says what is known of the pages of a VM. */
  void tellPages(int vm, PagesState state) {
    TraceEvent event = out.begin(EventType.PAGES);
    event.setVm(vm);
    event.args().set(Arg.STATE, state);
    out.send();
  }

  /** The handler that keeps events of a format without understanding them. */
  UnknownEvents unknown(KernelEventFormat format) {
    UnknownEvents events = new UnknownEvents(this, format.name());
    unknown.add(events);
    return events;
  }

  private static void takeOver(TraceEvent event, Arg arg, long value) {
    event.args().set(arg, value);
    event.markTakenOver(arg);
  }
}
