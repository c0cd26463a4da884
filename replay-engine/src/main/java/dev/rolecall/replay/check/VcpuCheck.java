// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks the events of one vCPU, and keeps the model on the kernel's path after a divergence.
 *
 * <p>Recorded registers that differ from the model's are taken over once the trace bears them out:
 * when the roles of the same event follow from them, which makes those their consequences, or when
 * the next record shows them again. A single odd value is reported and nothing is taken over. Roles
 * are never taken over: they are what is checked.
 */
public final class VcpuCheck {
  private final MmuCheck mmuCheck;
  private final AccessCheck accessCheck;
  private final MmuEventCheck eventCheck;
  private final FoldedFetches folded;
  private final RootCheck rootCheck;
  private final VmPages pages;
  private final MmuActivity activity;
  private final Tally tally;
  private final DivergenceSink sink;
  private final Findings state = new Findings();
  private final Findings mmu = new Findings();
  private final Findings roots = new Findings();
  private final Map<String, Difference> last = new HashMap<>();
  private final RecordedWords words = new RecordedWords();
  private long lastChange;
  private String lastChangeType = "";

  /** Takes divergences as they are found. */
  public interface DivergenceSink {
    /** A divergence that was not there before. */
    void diverged(Divergence divergence);

    /** The same difference shows again. */
    void repeated(Difference difference);
  }

  /** The checks that the vCPUs of a trace share. */
  record Checks(MmuCheck mmu, AccessCheck access, MmuEventCheck events, FoldedFetches folded) {}

  /**
   * What the events of a vCPU tell beside its state.
   *
   * @param pages the shadow pages of its VM
   * @param activity what its MMU was last seen to do
   * @param roots what its roots were seen to be
   */
  record Knowledge(VmPages pages, MmuActivity activity, RootCheck roots) {}

  VcpuCheck(Checks checks, Knowledge knowledge, Tally tally, DivergenceSink sink) {
    this.eventCheck = checks.events();
    this.pages = knowledge.pages();
    this.activity = knowledge.activity();
    this.rootCheck = knowledge.roots();
    this.mmuCheck = checks.mmu();
    this.accessCheck = checks.access();
    this.folded = checks.folded();
    this.tally = tally;
    this.sink = sink;
  }

  /**
   * Checks one event.
   *
   * @param model the vCPU's MMU after the event
   * @param before the registers before the event
   * @param verdict what KVM's rules say of a register write
   * @return the MMU to go on with: {@code model}, or a copy that took recorded registers over
   */
  public VcpuMmu check(TraceEvent event, VcpuMmu model, Registers before, WriteVerdict verdict) {
    if (!model.state().registers().equals(before)) {
      lastChange = event.position();
      lastChangeType = event.type().wireName();
    }
    state.clear();
    mmu.clear();
    roots.clear();
    StateCheck.check(event, model, state);
    mmuCheck.check(event, model, mmu);
    StateCheck.checkPointers(event, model, mmu);
    StateCheck.checkAccepted(event, verdict, mmu);
    if (event.type() == EventType.ACCESS) {
      checkAccess(event, model);
    }
    eventCheck.check(event, new PageOwner(model, activity), pages, mmu);
    rootCheck.check(event, model, roots);
    RequestCheck.check(event, model.requests(), roots);
    state.countInto(tally);
    mmu.countInto(tally);
    roots.countInto(tally);
    if (!last.isEmpty()) {
      forgetSettled(event);
    }
    boolean clean = state.isClean() && mmu.isClean() && roots.isClean();
    VcpuMmu next = clean ? model : judge(event, model, before);
    words.record(event);
    return next;
  }

  /** Events were lost. */
  public void lost() {
    activity.lost();
  }

  /** Decides what waited for the rest of the trace. */
  void finish() {
    mmu.clear();
    eventCheck.finish(activity, mmu);
    mmu.countInto(tally);
  }

  private void checkAccess(TraceEvent event, VcpuMmu model) {
    tally.saw(Kind.TRANSLATIONS);
    long before = mmu.checked();
    List<Difference> held = accessCheck.check(event, model, mmu);
    if (mmu.checked() > before) {
      tally.checked(Kind.TRANSLATIONS);
    }
    if (!held.isEmpty()) {
      int expected = Long.bitCount(event.expectations().present() & TranslationKeys.ALL);
      if (AccessCheck.tellsFetch(event)) {
        folded.show();
      }
      folded.hold(translation(held, EventRef.of(event, ""), model), expected);
    }
  }

  private static Divergence translation(List<Difference> differing, EventRef ref, VcpuMmu model) {
    List<Difference> also = differing.subList(1, differing.size());
    return new Divergence(
        differing.get(0), also, List.of(), ref, List.of(WalkWords.outcome(model.lastWalk())));
  }

  private VcpuMmu judge(TraceEvent event, VcpuMmu model, Registers before) {
    List<Difference> ofMmu = List.copyOf(mmu.differences());
    EventRef ref = EventRef.of(event, RegisterEffect.describe(before, model.state().registers()));
    List<Difference> ofRoots =
        roots.differences().stream().sorted(Comparator.comparing(Difference::observable)).toList();
    if (state.isClean()) {
      reportOfEvent(ofMmu, ref, model);
      ofMmu.stream()
          .filter(d -> !d.observable().isOfEvent())
          .forEach(d -> report(List.of(d), List.of(), ref));
      if (!ofRoots.isEmpty()) {
        report(ofRoots, List.of(), ref); // one switch of root shows in all of them
      }
      return model;
    }
    List<Difference> ofState = List.copyOf(state.differences());
    VcpuMmu adopted = adopt(event, model);
    List<Difference> left = remaining(event, adopted, ofMmu);
    boolean explains = left.size() < ofMmu.size();
    boolean persists = ofState.stream().allMatch(this::isRepeat);
    List<Difference> alone = left.stream().filter(d -> !words.isKept(d)).toList();
    List<Difference> consequences =
        Stream.concat(ofMmu.stream().filter(d -> !alone.contains(d)), ofRoots.stream()).toList();
    report(ofState, consequences, ref);
    alone.forEach(d -> report(List.of(d), List.of(), ref));
    return explains || persists ? adopted : model;
  }

  /** Reports what is of this event alone: a translation, a walk, a fault, an SPTE or a page. */
  private void reportOfEvent(List<Difference> differences, EventRef ref, VcpuMmu model) {
    List<Difference> walks = of(differences, Observable.TRANSLATION);
    if (!walks.isEmpty()) {
      sink.diverged(translation(walks, ref, model));
    } else if (differences.stream().anyMatch(d -> d.observable().isOfEvent())) {
      sink.diverged(mmu.divergence(ref));
    }
  }

  private static List<Difference> of(List<Difference> differences, Observable observable) {
    return differences.stream().filter(d -> d.observable() == observable).toList();
  }

  /** Forgets differences that this event shows to be gone, so that they are news if they return. */
  private void forgetSettled(TraceEvent event) {
    KeyValues<ExpectKey> expect = event.expectations();
    last.values()
        .removeIf(
            d ->
                (ExpectKey.find(d.subject()).filter(expect::has).isPresent()
                        || expectsField(event, d.subject()))
                    && !differs(state, d.subject())
                    && !differs(mmu, d.subject())
                    && !differs(roots, d.subject()));
  }

  private static boolean expectsField(TraceEvent event, String subject) {
    return event.fieldExpectations().stream().anyMatch(f -> f.wireName().equals(subject));
  }

  private static boolean differs(Findings findings, String subject) {
    return findings.differences().stream().anyMatch(d -> d.subject().equals(subject));
  }

  private boolean isRepeat(Difference difference) {
    return difference.equals(last.get(difference.subject()));
  }

  private void report(List<Difference> differences, List<Difference> consequences, EventRef ref) {
    boolean repeat = differences.stream().allMatch(this::isRepeat);
    differences.forEach(d -> last.put(d.subject(), d));
    if (repeat) {
      differences.forEach(sink::repeated);
      return;
    }
    Difference first = differences.get(0);
    List<Difference> also = differences.subList(1, differences.size());
    List<String> why = new ArrayList<>();
    if (first.observable() == Observable.STATE && lastChange > 0) {
      why.add(
          "the model has this since event %d (%s); nothing in the trace changed it since"
              .formatted(lastChange, lastChangeType));
    }
    words.remember(first).ifPresent(why::add);
    consequences.forEach(d -> why.add(consequence(d)));
    sink.diverged(new Divergence(first, also, consequences, ref, why));
  }

  private String consequence(Difference difference) {
    String what = difference.subject() + "=" + difference.recorded();
    String model = " (model: " + difference.model() + ")";
    return words
        .event(difference)
        .map(n -> what + " is still that of event " + n + ": no context was set up" + model)
        .orElse(what + " follows from it" + model);
  }

  private static VcpuMmu adopt(TraceEvent event, VcpuMmu model) {
    KeyValues<ExpectKey> expect = event.expectations();
    Registers r = model.state().registers();
    Registers observed =
        new Registers(
            expect.numberOr(ExpectKey.CR0, r.cr0()),
            expect.numberOr(ExpectKey.CR3, r.cr3()),
            expect.numberOr(ExpectKey.CR4, r.cr4()),
            expect.numberOr(ExpectKey.EFER, r.efer()));
    VcpuMmu copy = model.copy();
    copy.adopt(
        observed,
        expect.numberOr(ExpectKey.SMM, model.state().smm() ? 1 : 0) == 1,
        expect.numberOr(ExpectKey.GUEST_MODE, model.state().guestMode() ? 1 : 0) == 1);
    return copy;
  }

  /** The differences that the adopted registers do not explain. */
  private List<Difference> remaining(TraceEvent event, VcpuMmu adopted, List<Difference> before) {
    Findings again = new Findings();
    mmuCheck.check(event, adopted, again);
    StateCheck.checkPointers(event, adopted, again);
    List<String> still = again.differences().stream().map(Difference::subject).toList();
    return before.stream()
        .filter(
            d ->
                d.observable() == Observable.ACCEPTED
                    || d.observable() == Observable.CONTEXT
                    || still.contains(d.subject()))
        .toList();
  }
}
