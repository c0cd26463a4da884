// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.run;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.PartialVcpu;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.TraceCheck;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.PagesState;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Feeds the events of one trace to the MMUs of its vCPUs, and has each event checked. */
public final class TraceReplay implements TraceHandler {
  /** More vCPUs than any machine has; a trace with more is not one. */
  private static final int MAX_VCPUS = 1 << 18;

  private static final String UNKNOWN_VCPU =
      "observations of vCPUs whose state the trace never gives";

  private final String file;
  private final ReplaySettings settings;
  private final ProblemSink problems;
  private final Tally tally;
  private final VcpuCheck.DivergenceSink divergences;
  private final StepObserver observer;
  private final Map<Integer, Vm> vms = new HashMap<>();
  private final Map<Long, Stream> streams = new HashMap<>();
  private final Map<String, Long> takenOver = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  private Optional<MmuRevision> words = Optional.empty();
  private @Nullable Started started;
  private @Nullable Stream lastStream;
  private long lastKey;
  private boolean tooMany;

  /** What the machine event settles. */
  private record Started(
      Machine machine, MmuRevision traced, MmuRevision replayed, TraceCheck check) {}

  /** What follows one vCPU. */
  private sealed interface Stream {
    /** Events were lost. */
    void lost();
  }

  /** One vCPU's MMU and checks. */
  private static final class Known implements Stream {
    private VcpuMmu mmu;
    private final VcpuCheck check;

    private Known(VcpuMmu mmu, VcpuCheck check) {
      this.mmu = mmu;
      this.check = check;
    }

    @Override
    public void lost() {
      check.lost();
    }
  }

  /** A vCPU whose state is not known. */
  private record Unknown(PartialVcpu vcpu) implements Stream {
    @Override
    public void lost() {
      vcpu.lost();
    }
  }

  /**
   * A replay.
   *
   * @param file the trace's name, for problems
   * @param sinks takes what is found
   */
  public TraceReplay(String file, ReplaySettings settings, Sinks sinks) {
    this.file = file;
    this.settings = settings;
    this.problems = sinks.problems();
    this.tally = sinks.tally();
    this.divergences = sinks.divergences();
    this.observer = sinks.observer();
  }

  /**
   * Where a replay tells what it finds.
   *
   * @param problems takes events that make no sense
   * @param tally counts expectations
   * @param divergences takes divergences
   * @param observer watches each step
   */
  public record Sinks(
      ProblemSink problems,
      Tally tally,
      VcpuCheck.DivergenceSink divergences,
      StepObserver observer) {}

  /**
   * Has the roles that events expect be of another revision than the trace's own; called before the
   * machine event.
   */
  public void expectWordsOf(MmuRevision revision) {
    words = Optional.of(revision);
  }

  /** The revision whose words the trace holds, once its machine is known. */
  public Optional<MmuRevision> traced() {
    return Optional.ofNullable(started).map(Started::traced);
  }

  /** The revision of the model, once the trace's machine is known. */
  public Optional<MmuRevision> replayed() {
    return Optional.ofNullable(started).map(Started::replayed);
  }

  /** How many vCPUs the trace has. */
  public int vcpus() {
    return streams.size();
  }

  /** How many VMs the trace has. */
  public int vms() {
    return (int) streams.keySet().stream().map(key -> key >>> Integer.SIZE).distinct().count();
  }

  /** The arguments that were taken over from later records, with counts. */
  public Map<String, Long> takenOver() {
    return takenOver;
  }

  /** What readers noted, in order. */
  public List<String> notes() {
    return notes;
  }

  @Override
  public void note(String text) {
    notes.add(text);
  }

  @Override
  public void notChecked(String reason, long count) {
    tally.notChecked(reason, count);
  }

  @Override
  public boolean takesUnknown() {
    return observer != StepObserver.NONE;
  }

  @Override
  public boolean isContradicted() {
    return tally.diverged() > 0;
  }

  @Override
  public void event(TraceEvent event) {
    if (event.takenOver() != 0) {
      countTakenOver(event);
    }
    if (event.type() == EventType.MACHINE) {
      startMachine(event);
      return;
    }
    Started run = started;
    if (run == null) {
      return; // the machine event was reported as wrong, and nothing can be said without it
    }
    switch (event.type()) {
      case MEMSLOT -> {
        vm(event).addSlot(event);
        observer.other(event);
      }
      case MEMORY -> {
        vm(event).describe(event);
        observer.other(event);
      }
      case UNKNOWN -> observer.other(event);
      case PAGES -> tellPages(event);
      case PAGE -> page(event, run);
      case VCPU -> appear(event, run);
      case WIDEN -> widen(event, run);
      default -> step(event);
    }
  }

  /** Ends the replay: what waited for more of the trace is decided. */
  public void finish() {
    if (started != null) {
      started.check().finish();
    }
  }

  private void startMachine(TraceEvent event) {
    String id = event.args().text(Arg.REVISION);
    Optional<MmuRevision> traced = MmuHistory.find(id);
    if (traced.isEmpty()) {
      String known =
          MmuHistory.revisions().stream().map(MmuRevision::id).collect(Collectors.joining(", "));
      report(event, "machine: revision=%s is not known, expected one of %s".formatted(id, known));
      return;
    }
    MmuRevision replayed = settings.revision().orElse(traced.get());
    Machine machine = Machines.of(event.args());
    boolean tdpMmu = event.args().numberOr(Arg.TDP_MMU, 0) == 1;
    TraceCheck.Subject subject =
        new TraceCheck.Subject(traced.get(), words.orElse(traced.get()), replayed, machine, tdpMmu);
    TraceCheck check = new TraceCheck(subject, tally, divergences);
    started = new Started(machine, traced.get(), replayed, check);
    observer.machine(event, traced.get(), replayed);
  }

  private void appear(TraceEvent event, Started run) {
    if (isOneTooMany(event)) {
      return;
    }
    Vm vm = vm(event);
    VcpuMmu mmu =
        new VcpuMmu(
            run.replayed().spec(),
            run.machine(),
            VcpuInputs.state(event, run.machine()),
            vm.memory());
    Known stream = new Known(mmu, run.check().newVcpu(event.vcpu(), vm.pages()));
    follow(event, stream);
    finish(event, stream, mmu.state().registers(), WriteVerdict.ACCEPTED);
  }

  private void follow(TraceEvent event, Stream stream) {
    streams.put(key(event), stream);
    lastKey = key(event);
    lastStream = stream;
  }

  private boolean isOneTooMany(TraceEvent event) {
    if (streams.size() < MAX_VCPUS || streams.containsKey(key(event))) {
      return false;
    }
    if (!tooMany) {
      report(
          event,
          "%s: expected at most %d vCPUs in a trace".formatted(event.type().wireName(), MAX_VCPUS));
    }
    tooMany = true;
    return true;
  }

  /** From here on the vCPU's state is not known, or less of it is. */
  private void widen(TraceEvent event, Started run) {
    if (stream(event) instanceof Unknown unknown) {
      feed(event, unknown.vcpu());
    } else if (!isOneTooMany(event)) {
      PartialVcpu vcpu = run.check().newPartialVcpu(event.vcpu(), vm(event).pages());
      follow(event, new Unknown(vcpu));
      feed(event, vcpu);
    }
  }

  private void feed(TraceEvent event, PartialVcpu vcpu) {
    observer.beforePartial(event, vcpu);
    vcpu.event(event);
    observer.afterPartial(event, vcpu);
  }

  private void tellPages(TraceEvent event) {
    vm(event).pages().tell(event);
    if (event.args().word(Arg.STATE, PagesState.class) == PagesState.UNKNOWN) {
      streams.forEach(
          (key, stream) -> {
            if (key >>> Integer.SIZE == event.vm()) {
              stream.lost();
            }
          });
    }
    observer.other(event);
  }

  /** A page belongs to its VM: who handled it matters to its role alone. */
  private void page(TraceEvent event, Started run) {
    if (event.hasVcpu() && stream(event) != null) {
      step(event);
    } else {
      run.check().checkPage(event, vm(event).pages());
      observer.other(event);
    }
  }

  private void step(TraceEvent event) {
    Stream stream = stream(event);
    if (stream instanceof Known known) {
      step(event, known);
    } else if (stream instanceof Unknown unknown && event.hasVcpu()) {
      feed(event, unknown.vcpu());
    } else if (isObservation(event.type())) {
      tally.notChecked(UNKNOWN_VCPU, 1);
      observer.other(event);
    } else {
      report(
          event,
          "%s on vm %d vcpu %d, of which no vcpu event has told"
              .formatted(event.type().wireName(), event.vm(), event.vcpu()));
    }
  }

  private void step(TraceEvent event, Known vcpu) {
    observer.before(event, vcpu.mmu);
    Registers before = vcpu.mmu.state().registers();
    WriteVerdict verdict = VcpuInputs.apply(event, vcpu.mmu);
    finish(event, vcpu, before, verdict);
  }

  /** Whether an event says something of a vCPU and does nothing to it. */
  private static boolean isObservation(EventType type) {
    return switch (type) {
      case OBSERVE, WALK, PAGE_FAULT, MAP, SPTE, INJECT -> true;
      default -> false;
    };
  }

  private void finish(TraceEvent event, Known stream, Registers before, WriteVerdict verdict) {
    stream.mmu = stream.check.check(event, stream.mmu, before, verdict);
    observer.after(event, stream.mmu, verdict);
  }

  private @Nullable Stream stream(TraceEvent event) {
    long key = key(event);
    if (lastStream == null || key != lastKey) {
      lastStream = streams.get(key);
      lastKey = key;
    }
    return lastStream;
  }

  private Vm vm(TraceEvent event) {
    return vms.computeIfAbsent(event.vm(), number -> new Vm());
  }

  private static long key(TraceEvent event) {
    return ((long) event.vm() << Integer.SIZE) | event.vcpu();
  }

  private void countTakenOver(TraceEvent event) {
    for (long left = event.takenOver(); left != 0; left &= left - 1) {
      Arg arg = Arg.ALL.get(Long.numberOfTrailingZeros(left));
      takenOver.merge(event.type().wireName() + " " + arg.wireName(), 1L, Long::sum);
    }
  }

  private void report(TraceEvent event, String message) {
    problems.report(new InputProblem(file, event.place(), message));
  }
}
