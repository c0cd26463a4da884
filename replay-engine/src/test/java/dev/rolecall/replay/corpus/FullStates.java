// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks for a full state of a vCPU in which everything that a trace shows of it comes about, from
 * the last moment at which it may have been in any state. A state is tried as a trace would give
 * it: by a {@code vcpu} event, whose vCPU goes through the replay of known ones. Nothing that
 * decides what is possible of unknown ones takes part.
 */
final class FullStates {
  private static final long EVERY_BIT = -1;

  /** The bits that roles are computed from, and SMM, one bit of a number each. */
  private static final List<Bit> BITS =
      List.of(
          new Bit(Arg.CR0, Cr0.PG),
          new Bit(Arg.CR0, Cr0.WP),
          new Bit(Arg.CR4, Cr4.PAE),
          new Bit(Arg.CR4, Cr4.PSE),
          new Bit(Arg.EFER, Efer.LME),
          new Bit(Arg.EFER, Efer.NX),
          new Bit(Arg.CR4, Cr4.SMEP),
          new Bit(Arg.CR4, Cr4.SMAP),
          new Bit(Arg.SMM, 1),
          new Bit(Arg.CR4, Cr4.LA57),
          new Bit(Arg.CR4, Cr4.PKE));

  private final TraceEvent machine;
  private final List<TraceEvent> pagesBefore = new ArrayList<>();
  private final List<TraceEvent> shown = new ArrayList<>();
  private final List<Long> pageTables = new ArrayList<>();

  private record Bit(Arg register, long mask) {}

  /** The registers of one guest: the bits by number, and CR3. */
  private record Values(int world, long cr3) {}

  /**
   * What a vCPU begins with: L1's registers, and where L2 runs, how and with which; and what was
   * chosen for what may have changed without a record.
   */
  private record State(Values l1, Values l2, Optional<NestedMode> nested, List<Integer> chosen) {
    State withL1(Values other) {
      return new State(other, l2, nested, chosen);
    }

    State withChosen(int world) {
      List<Integer> more = new ArrayList<>(chosen);
      more.add(world);
      return new State(l1, l2, nested, more);
    }

    /** How many events give it, behind the machine's and with that. */
    int beginning() {
      return nested.isPresent() ? 3 : 2;
    }
  }

  /**
   * Takes a trace up to the event whose vCPU is meant.
   *
   * @param events the machine first
   */
  FullStates(List<TraceEvent> events) {
    machine = events.get(0);
    TraceEvent last = events.get(events.size() - 1);
    int start = events.size() - 1;
    while (!isOf(events.get(start), last) || !widensAll(events.get(start))) {
      start--;
    }
    events.subList(1, start).stream().filter(e -> isOfPages(e, last)).forEach(this::addPage);
    events.subList(start + 1, events.size()).stream()
        .filter(e -> isOf(e, last))
        .forEach(shown::add);
    pageTables.add(0L);
    shown.stream()
        .filter(e -> e.type() == EventType.PAGE)
        .map(e -> e.args().number(Arg.GFN) << 12)
        .distinct()
        .forEach(pageTables::add);
  }

  private static boolean isOf(TraceEvent event, TraceEvent last) {
    return event.hasVcpu() && event.vm() == last.vm() && event.vcpu() == last.vcpu();
  }

  private static boolean widensAll(TraceEvent event) {
    return event.type() == EventType.WIDEN
        && event.args().has(Arg.SMM)
        && event.args().has(Arg.GUEST_MODE)
        && Stream.of(Arg.CR0, Arg.CR4, Arg.EFER)
            .allMatch(register -> event.args().numberOr(register, 0) == EVERY_BIT);
  }

  private static boolean isOfPages(TraceEvent event, TraceEvent last) {
    return (event.type() == EventType.PAGE || event.type() == EventType.PAGES)
        && event.vm() == last.vm();
  }

  /** A page of before, of which only that it is there matters. */
  private void addPage(TraceEvent event) {
    TraceEvent page = new TraceEvent();
    page.reset(event.type());
    page.setVm(event.vm());
    page.args().copyFrom(event.args());
    page.expectations().copyFrom(event.expectations());
    pagesBefore.add(page);
  }

  /** A state that explains everything, in words. */
  Optional<String> find() {
    return begin(Optional.empty())
        .or(() -> begin(Optional.of(NestedMode.SHADOW)))
        .or(() -> begin(Optional.of(NestedMode.NPT)))
        .map(FullStates::words);
  }

  private Optional<State> begin(Optional<NestedMode> nested) {
    return states()
        .map(values -> new State(values, values, nested, List.of()))
        .flatMap(state -> goOn(state, 0).stream())
        .findFirst();
  }

  /** Chooses what else there is to be chosen, from a place on that the choice before led to. */
  private Optional<State> goOn(State state, int from) {
    int next = from;
    while (next < shown.size() && !isChoice(state, shown.get(next))) {
      next++;
    }
    if (!explains(trace(state).subList(0, state.beginning() + next))) {
      return Optional.empty();
    }
    if (next == shown.size()) {
      return Optional.of(state).filter(found -> explains(withPagesBefore(trace(found))));
    }
    int then = next + 1;
    return choices(state, shown.get(next)).flatMap(s -> goOn(s, then).stream()).findFirst();
  }

  /** Registers that may have changed without a record, and those of L1 when L2 has exited. */
  private static boolean isChoice(State state, TraceEvent event) {
    boolean returns = event.type() == EventType.NESTED_EXIT && state.nested().isPresent();
    return event.type() == EventType.WIDEN ? widened(event) != 0 : returns;
  }

  private Stream<State> choices(State state, TraceEvent event) {
    if (event.type() == EventType.NESTED_EXIT) {
      return states().map(state::withL1);
    }
    int mask = widened(event);
    return IntStream.range(0, 1 << BITS.size())
        .filter(world -> (world & ~mask) == 0)
        .mapToObj(state::withChosen);
  }

  /** The bits that an event lets be anything. */
  private static int widened(TraceEvent event) {
    int mask = 0;
    for (int i = 0; i < BITS.size(); i++) {
      Arg register = BITS.get(i).register();
      boolean wide = register != Arg.SMM && event.args().numberOr(register, 0) == EVERY_BIT;
      mask |= wide ? 1 << i : 0;
    }
    return mask;
  }

  private Stream<Values> states() {
    return IntStream.range(0, 1 << BITS.size())
        .filter(FullStates::isPossible)
        .boxed()
        .flatMap(world -> pageTables.stream().map(cr3 -> new Values(world, cr3)));
  }

  /** Long mode needs PAE. */
  private static boolean isPossible(int world) {
    boolean longMode =
        (value(world, Arg.CR0) & Cr0.PG) != 0 && (value(world, Arg.EFER) & Efer.LME) != 0;
    return !longMode || (value(world, Arg.CR4) & Cr4.PAE) != 0;
  }

  private static long value(int world, Arg register) {
    long value = 0;
    for (int i = 0; i < BITS.size(); i++) {
      boolean set = BITS.get(i).register() == register && (world >> i & 1) != 0;
      value |= set ? BITS.get(i).mask() : 0;
    }
    return value;
  }

  private List<TraceEvent> trace(State state) {
    List<TraceEvent> trace = new ArrayList<>();
    trace.add(machine);
    TraceEvent appears = begin(EventType.VCPU);
    giveRegisters(appears, state.l1());
    appears.args().set(Arg.SMM, value(state.l1().world(), Arg.SMM));
    trace.add(appears);
    if (state.nested().isPresent()) {
      TraceEvent entry = begin(EventType.NESTED_ENTRY);
      entry.args().set(Arg.MODE, state.nested().get());
      giveRegisters(entry, state.l2());
      trace.add(entry);
    }
    int chosen = 0;
    for (int i = 0; i < shown.size(); i++) {
      TraceEvent event = shown.get(i);
      if (event.type() != EventType.WIDEN) {
        trace.add(withTables(event, i));
      } else if (widened(event) == 0 || chosen == state.chosen().size()) {
        trace.add(begin(EventType.OBSERVE));
      } else {
        trace.add(set(state.chosen().get(chosen++), event));
      }
    }
    return trace;
  }

  /**
   * An entry into L2 that does not tell L1's nested tables: the next page that is got is theirs.
   */
  private TraceEvent withTables(TraceEvent event, int index) {
    if (event.type() != EventType.NESTED_ENTRY || event.args().has(Arg.NCR3)) {
      return event;
    }
    TraceEvent entry = TraceEvent.copyOf(event);
    shown.stream()
        .skip(index)
        .filter(later -> later.type() == EventType.PAGE)
        .findFirst()
        .ifPresent(root -> entry.args().set(Arg.NCR3, root.args().number(Arg.GFN) << 12));
    return entry;
  }

  private TraceEvent begin(EventType type) {
    TraceEvent event = new TraceEvent();
    event.reset(type);
    event.setVm(shown.get(0).vm());
    event.setVcpu(shown.get(0).vcpu());
    return event;
  }

  private static void giveRegisters(TraceEvent event, Values values) {
    event.args().set(Arg.CR3, values.cr3());
    for (Arg register : List.of(Arg.CR0, Arg.CR4, Arg.EFER)) {
      event.args().set(register, held(values.world(), register));
    }
  }

  /** What a register holds, with what it cannot be without. */
  private static long held(int world, Arg register) {
    long value = value(world, register);
    boolean paged = (value(world, Arg.CR0) & Cr0.PG) != 0;
    return switch (register.wireName()) {
      case "cr0" -> value | Cr0.PE | Cr0.ET;
      case "efer" -> paged && (value & Efer.LME) != 0 ? value | Efer.LMA : value;
      default -> value;
    };
  }

  /** What may have changed without a record becomes what was chosen. */
  private TraceEvent set(int world, TraceEvent widen) {
    TraceEvent event = begin(EventType.SREGS);
    for (Arg register : List.of(Arg.CR0, Arg.CR4, Arg.EFER)) {
      if (widen.args().numberOr(register, 0) == EVERY_BIT) {
        event.args().set(register, held(world, register));
      }
    }
    return event;
  }

  private List<TraceEvent> withPagesBefore(List<TraceEvent> trace) {
    List<TraceEvent> all = new ArrayList<>(trace);
    all.addAll(1, pagesBefore);
    return all;
  }

  /** Whether the replay of a trace finds nothing wrong. */
  private static boolean explains(List<TraceEvent> trace) {
    Contradictions found = new Contradictions();
    TraceReplay replay =
        new TraceReplay(
            "a full state",
            ReplaySettings.standard(),
            new TraceReplay.Sinks(
                problem -> {
                  throw new AssertionError(problem.message());
                },
                new Tally(),
                found,
                StepObserver.NONE));
    for (TraceEvent event : trace) {
      replay.event(event);
      if (found.any) {
        return false;
      }
    }
    replay.finish();
    return !found.any;
  }

  private static String words(State state) {
    return words(state.l1())
        + state.nested().map(mode -> ", L2 with " + mode + " " + words(state.l2())).orElse("")
        + (state.chosen().isEmpty() ? "" : ", then others");
  }

  private static String words(Values values) {
    int world = values.world();
    return "cr0=%x cr3=%x cr4=%x efer=%x smm=%d"
        .formatted(
            value(world, Arg.CR0) | Cr0.PE,
            values.cr3(),
            value(world, Arg.CR4),
            value(world, Arg.EFER),
            value(world, Arg.SMM));
  }

  /** Whether anything has diverged. */
  private static final class Contradictions implements DivergenceSink {
    private boolean any;

    @Override
    public void diverged(Divergence divergence) {
      any = true;
    }

    @Override
    public void repeated(Difference difference) {
      any = true;
    }
  }
}
