// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.replay.check.Inquiry.Observation;
import dev.rolecall.replay.check.StageQuestions.Asker;
import dev.rolecall.replay.knowledge.Knowledge;
import dev.rolecall.replay.knowledge.Knowledge.Effect;
import dev.rolecall.replay.knowledge.WorldBit;
import dev.rolecall.replay.knowledge.Worlds;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A vCPU whose state the trace does not give. Every observation is put to the states that are still
 * possible: if all explain it, it is checked; if some do, it is consistent with the trace and the
 * others are out; if none does, it diverges. Where a state leaves it open, or it is open whose
 * registers count, nothing can be told.
 */
public final class PartialVcpu {
  private static final String OPEN =
      "observations that states of the vCPU which are possible leave open";
  private static final String STAGE = "observations while it is not known whether L2 runs, or how";
  private static final String STATE = "expectations of a vCPU whose state is not known";
  private static final long EVERY_BIT = -1;

  private final PartialChecks checks;
  private final PartialState state;
  private final MmuActivity activity;
  private final OpenWalk openWalk = new OpenWalk();
  private final StageQuestions questions;
  private final VmPages pages;
  private final Tally tally;
  private final VcpuCheck.DivergenceSink sink;
  private final Findings findings = new Findings();

  PartialVcpu(PartialChecks checks, VmPages pages, Tally tally, VcpuCheck.DivergenceSink sink) {
    this.checks = checks;
    this.state = new PartialState(checks.subject().machine());
    this.activity = checks.newActivity();
    this.questions = new StageQuestions(checks, activity, openWalk);
    this.pages = pages;
    this.tally = tally;
    this.sink = sink;
  }

  /** Follows and checks one event. */
  public void event(TraceEvent event) {
    activity.before(event.type());
    openWalk.before(event.type());
    findings.clear();
    follow(event);
    switch (event.type()) {
      case PAGE -> page(event);
      case WALK -> walk(event);
      case PAGE_FAULT -> checks.events().faults().fault(event, activity, findings);
      case INJECT -> checks.events().faults().inject(event, activity, findings);
      case MAP, SPTE -> spte(event);
      default -> observe(event);
    }
    report(event);
  }

  /** What is known of the vCPU, in lines for people. */
  public List<String> possible() {
    return PossibleText.lines(state);
  }

  /** Events were lost. */
  public void lost() {
    activity.lost();
    openWalk.forget();
  }

  /** Decides what waited for the rest of the trace. */
  void finish() {
    findings.clear();
    checks.events().faults().finish(activity, findings);
    findings.countInto(tally);
  }

  private void follow(TraceEvent event) {
    switch (event.type()) {
      case WIDEN -> state.widen(event.args());
      case WRITE -> write(event);
      case SREGS -> state.set(event);
      case SMM -> state.smm(event);
      case NESTED_ENTRY -> state.enterNested(event);
      case NESTED_EXIT -> state.leaveNested(event);
      default -> {}
    }
  }

  /** A write that KVM took tells that the vCPU was in a state that allows it. */
  private void write(TraceEvent event) {
    KeyValues<ExpectKey> expect = event.expectations();
    if (!expect.has(ExpectKey.ACCEPTED)) {
      state.mayWrite(event.args());
      return;
    }
    if (!expect.flag(ExpectKey.ACCEPTED)) {
      return;
    }
    int mask = PartialState.given(event.args());
    if (state.stages().size() == 1 && mask != 0) {
      Difference refused = Difference.plain(Observable.ACCEPTED, "accepted", "1", "0");
      Worlds allowing = Worlds.thatAllow(mask, PartialState.values(event.args()));
      conclude(state.running(), allowing, List.of(refused), event);
    }
    state.set(event);
  }

  private Effect conclude(
      Knowledge<EventRef> known, Worlds explaining, List<Difference> otherwise, TraceEvent event) {
    Supplier<EventRef> ref = () -> EventRef.of(event, "");
    Effect effect = known.observe(explaining, ref);
    if (effect == Effect.CONTRADICTED) {
      tally.diverge();
      sink.diverged(Contradiction.of(otherwise, known, explaining, ref.get()));
      known.startFrom(explaining, ref);
    }
    return effect;
  }

  private void report(TraceEvent event) {
    findings.countInto(tally);
    if (!findings.isClean()) {
      sink.diverged(findings.divergence(EventRef.of(event, "")));
    }
  }

  /** Registers and modes that show; of a write, {@code accepted} has been followed. */
  private void observe(TraceEvent event) {
    KeyValues<ExpectKey> expect = event.expectations();
    long left = expect.present() & ~ExpectKey.ACCEPTED.bit();
    if (expect.has(ExpectKey.GUEST_MODE)) {
      state.observeGuestMode(expect.flag(ExpectKey.GUEST_MODE));
      left &= ~ExpectKey.GUEST_MODE.bit();
    }
    if (expect.has(ExpectKey.WALK_MMU)) {
      state.observeTwoStages(expect.word(ExpectKey.WALK_MMU, MmuId.class) == MmuId.NESTED_MMU);
      left &= ~ExpectKey.WALK_MMU.bit();
    }
    if (left != 0) {
      left &= ~observe(event, ExpectKey.CR0, Register.CR0);
      left &= ~observe(event, ExpectKey.CR4, Register.CR4);
      left &= ~observe(event, ExpectKey.EFER, Register.EFER);
    }
    findings.notChecked(STATE, Long.bitCount(left) + event.fieldExpectations().size());
  }

  private long observe(TraceEvent event, ExpectKey key, Register register) {
    if (!event.expectations().has(key)) {
      return 0;
    }
    if (state.stages().size() > 1) {
      findings.notChecked(STAGE);
      return key.bit();
    }
    long value = event.expectations().number(key);
    Worlds explaining = Worlds.with(WorldBit.of(register, EVERY_BIT), WorldBit.of(register, value));
    Knowledge<EventRef> known = state.running();
    List<Difference> otherwise = registerDifference(known, key, value);
    count(conclude(known, explaining, otherwise, event));
    return key.bit();
  }

  private static List<Difference> registerDifference(
      Knowledge<EventRef> known, ExpectKey key, long value) {
    return List.of(
        Difference.plain(
            Observable.STATE,
            key.wireName(),
            "0x" + Long.toHexString(value),
            "none of the " + known.possible().size() + " possible"));
  }

  private void page(TraceEvent event) {
    tally.saw(Kind.PAGES);
    checks.events().pages().checkPresence(event, pages, mmuOfPages(), findings);
    boolean checked = findings.checked() > 0;
    if (PageCheck.isLookUp(event)) {
      checked |= inquire(event, questions.pages(event));
    }
    if (checked) {
      tally.checked(Kind.PAGES);
    }
  }

  private void walk(TraceEvent event) {
    tally.saw(Kind.WALKS);
    if (!event.args().has(Arg.MMU)) {
      findings.notChecked(STAGE);
      activity.walked(event, MmuId.ROOT_MMU);
      return;
    }
    MmuId mmu = event.args().word(Arg.MMU, MmuId.class);
    boolean checked = inquire(event, questions.walk(event, mmu));
    if (checked) {
      tally.checked(Kind.WALKS);
    }
    answerFault(event);
    remember(event, mmu);
  }

  /** The walk answers the last fault, or it is open whether it does. */
  private void answerFault(TraceEvent event) {
    Optional<VcpuMmu> model = unanimous();
    if (model.isPresent()) {
      checks.events().faults().walk(event, model.get(), activity, findings);
    } else {
      checks.events().faults().finish(activity, findings);
    }
  }

  /** What the walk leaves to what follows it, if that is the same in every possible state. */
  private void remember(TraceEvent event, MmuId mmu) {
    activity.walked(event, mmu);
    if (state.stages().size() > 1) {
      return;
    }
    Optional<View> view = checks.walkView(state.stages().iterator().next(), mmu);
    if (view.isEmpty()) {
      return;
    }
    Worlds possible = state.of(view.get()).possible();
    Candidates candidates = checks.walks(view.get());
    int relevant = RelevantBits.ofMapping(event.args().numberOr(Arg.ERROR, 0));
    int last = -1;
    for (int world = possible.next(0); world >= 0; world = possible.next(world + 1)) {
      int number = candidates.of(world & relevant);
      MmuActivity taking = last < 0 ? activity : checks.scratch();
      if (number != last) {
        checks.walks().check(event, candidates.model(number), taking, checks.ignored());
        if (last >= 0 && !activity.walk().isLike(taking.walk())) {
          activity.walk().forget();
          openWalk.take(event, view.get());
          return;
        }
        last = number;
      }
    }
  }

  private void spte(TraceEvent event) {
    Optional<VcpuMmu> model = unanimous();
    if (model.isEmpty()) {
      tally.saw(Kind.SPTES);
      findings.notChecked(state.stages().size() > 1 ? STAGE : OPEN);
    } else if (event.type() == EventType.MAP) {
      checks.events().sptes().map(event, model.get(), activity, findings);
    } else {
      checks.events().sptes().spte(event, model.get(), activity, findings);
    }
  }

  /** The MMU that needs shadow pages, if that is certain. */
  public Optional<dev.rolecall.mmu.MmuId> mmuOfPages() {
    List<Optional<MmuId>> mmus =
        state.stages().stream().map(s -> s.pages().map(View::walked)).distinct().toList();
    return mmus.size() == 1 ? mmus.get(0).map(MmuId::model) : Optional.empty();
  }

  /** A vCPU that maps directly, or not, as all that are possible do. */
  private Optional<VcpuMmu> unanimous() {
    Optional<View> view =
        state.stages().size() == 1
            ? checks.pageView(state.stages().iterator().next())
            : Optional.empty();
    if (view.isEmpty()) {
      return Optional.empty();
    }
    Candidates candidates = checks.pages(view.get());
    Worlds possible = state.of(view.get()).possible();
    VcpuMmu first = candidates.model(candidates.of(possible.next(0)));
    for (int world = possible.next(0); world >= 0; world = possible.next(world + 1)) {
      VcpuMmu other = candidates.model(candidates.of(world));
      if (isDirect(other) != isDirect(first)) {
        return Optional.empty();
      }
    }
    return Optional.of(first);
  }

  private static boolean isDirect(VcpuMmu model) {
    return model.context(model.mmu()).directMap() == 1;
  }

  /** Puts an observation to whoever may run; whether it was checked. */
  private boolean inquire(TraceEvent event, Asker asker) {
    boolean certain = state.stages().size() == 1;
    List<Stage> explaining = certain ? List.copyOf(state.stages()) : explaining(asker);
    Optional<Observation> ask =
        explaining.size() > 1 ? Optional.empty() : asker.of(stage(explaining));
    if (ask.isEmpty()) {
      findings.notChecked(STAGE);
      return false;
    }
    state.runs(stage(explaining));
    return conclude(event, ask.get(), certain);
  }

  /** The one that explains an observation; if there is none, one that does not. */
  private Stage stage(List<Stage> explaining) {
    return explaining.isEmpty() ? state.stages().iterator().next() : explaining.get(0);
  }

  /** Who of those that may run explains an observation, or leaves it open. */
  private List<Stage> explaining(Asker asker) {
    List<Stage> explaining = new ArrayList<>();
    for (Stage stage : state.stages()) {
      Optional<Observation> ask = asker.of(stage);
      if (ask.isEmpty() || isExplained(ask.get())) {
        explaining.add(stage);
      }
    }
    return explaining;
  }

  private boolean isExplained(Observation ask) {
    Inquiry inquiry = checks.inquiry();
    inquiry.ask(state.of(ask.view()).possible(), ask);
    return inquiry.isExplained();
  }

  private boolean conclude(TraceEvent event, Observation ask, boolean certain) {
    Inquiry inquiry = checks.inquiry();
    Knowledge<EventRef> known = state.of(ask.view());
    inquiry.ask(known.possible(), ask);
    if (!inquiry.isContradicted() && !inquiry.isCertain()) {
      findings.notChecked(inquiry.reason().isEmpty() ? OPEN : inquiry.reason());
      return false;
    }
    List<Difference> otherwise =
        inquiry.isExplained() ? List.of() : inquiry.closest(ask); // before anything is asked anew
    Effect effect = conclude(known, inquiry.explaining(), otherwise, event);
    if (effect == Effect.CONTRADICTED) {
      return true;
    }
    count(certain ? effect : Effect.NARROWED);
    return effect == Effect.EXPECTED && certain;
  }

  private void count(Effect effect) {
    if (effect == Effect.EXPECTED) {
      findings.match();
    } else if (effect == Effect.NARROWED) {
      tally.countConsistent();
    }
  }
}
