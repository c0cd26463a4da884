// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.PageOutcome;
import dev.rolecall.replay.trace.TraceEvent;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Change one thing that a capture recorded of a walk, a fault, an SPTE or a shadow page: the replay
 * reports it. Each kind of change is made to many events of a capture, some events apart.
 */
final class FlippedMmuEventTest {
  /** Far enough apart that a change does not reach the next one. */
  private static final int APART = 11;

  private static final long RESERVED = 1L << 50;

  private static final List<String> SHADOW =
      List.of("5.10/npt0-flow", "6.1/npt0-flow", "6.1-intel/ept0-flow", "7.2/npt0-flow");

  /** What is changed in which events, and how many of the changes are found at least. */
  private record Flip(String what, BiPredicate<TraceEvent, RoleLayout> change, double share) {}

  // The rest are walks and pages that are not checked, and changes that change nothing: an entry
  // that is not present leaves open what a table behind it would have held.
  private static final List<Flip> FLIPS =
      List.of(
          new Flip("present bit of a walk's error code", (e, l) -> fault(e, 1), 1),
          new Flip("write bit of a walk's error code", (e, l) -> fault(e, 2), 1),
          new Flip("user bit of a walk's error code", (e, l) -> fault(e, 4), 1),
          new Flip("reserved bit of a walk's error code", (e, l) -> fault(e, 8), 1),
          new Flip("fetch bit of a walk's error code", (e, l) -> fault(e, 16), 1),
          new Flip("protection-key bit of a walk's error code", (e, l) -> fault(e, 32), 1),
          new Flip("a walk that ends lower", (e, l) -> level(e, -1), 0.93),
          new Flip("a walk that faulted succeeds", (e, l) -> succeed(e), 0.9),
          new Flip("present bit of the last entry", (e, l) -> lastEntry(e, 1), 0.93),
          new Flip("accessed bit of the last entry", (e, l) -> lastEntry(e, 1 << 5), 0.93),
          new Flip("reserved bit of the last 8-byte entry", (e, l) -> wideEntry(e, RESERVED), 0.93),
          new Flip("level of the first entry", (e, l) -> firstLevel(e), 0.93),
          new Flip("an accessed bit that was set", (e, l) -> drop(e, ExpectKey.ACCESSED), 0.93),
          new Flip("a dirty bit that was set", (e, l) -> drop(e, ExpectKey.DIRTY), 0.93),
          new Flip("the address of a dirty bit", (e, l) -> move(e, ExpectKey.DIRTY), 0.93),
          new Flip("frame of a mapping", (e, l) -> arg(e, EventType.SPTE, Arg.GFN, 1), 0.9),
          new Flip("a mapping of a larger page", (e, l) -> larger(e), 0.93),
          new Flip(
              "error code of an injected fault",
              (e, l) -> arg(e, EventType.INJECT, Arg.ERROR, 1),
              1),
          new Flip("a new page was there", (e, l) -> created(e), 1),
          new Flip("frame of a page", (e, l) -> pageFrame(e), 0.8),
          new Flip("cr0_wp of a page's role", (e, l) -> role(e, l, RoleField.CR0_WP, 1), 1),
          new Flip("guest_mode of a page's role", (e, l) -> role(e, l, RoleField.GUEST_MODE, 1), 1),
          new Flip("smm of a page's role", (e, l) -> role(e, l, RoleField.SMM, 1), 1),
          new Flip(
              "ad_disabled of a page's role", (e, l) -> role(e, l, RoleField.AD_DISABLED, 1), 1),
          new Flip("invalid of a page's role", (e, l) -> role(e, l, RoleField.INVALID, 1), 1),
          new Flip("direct of a page's role", (e, l) -> role(e, l, RoleField.DIRECT, 1), 0.93),
          new Flip("user right of a page's role", (e, l) -> role(e, l, RoleField.ACCESS, 4), 0.93),
          new Flip("level of a page's role", (e, l) -> role(e, l, RoleField.LEVEL, 8), 1));

  @TestFactory
  Stream<DynamicTest> changesAreFound() {
    return SHADOW.stream()
        .flatMap(
            name ->
                FLIPS.stream()
                    .map(
                        flip ->
                            DynamicTest.dynamicTest(
                                name + ": " + flip.what(), () -> assertFound(name, flip))));
  }

  private static void assertFound(String name, Flip flip) throws Exception {
    Path trace = Corpus.ROOT.resolve("captures/" + name + ".dat");
    // What cannot be checked is no event to change.
    List<TraceEvent> events = Corpus.events(trace, reason -> {});
    Set<Long> before = eventsOf(FlipReplay.of(events));
    String revision = events.get(0).args().text(Arg.REVISION);
    Set<Long> changed = change(events, flip, Corpus.revision(revision).layout());
    Set<Long> found = eventsOf(FlipReplay.of(events));
    found.removeAll(before);
    Set<Long> missed = new HashSet<>(changed);
    missed.removeAll(found);
    double share = 1 - (double) missed.size() / changed.size();
    assertTrue(changed.size() >= 3, () -> changed.size() + " changes");
    assertTrue(
        share >= flip.share(), () -> share + " found, of " + changed.size() + ", missed " + missed);
  }

  /** Changes events, and returns their numbers. */
  private static Set<Long> change(List<TraceEvent> events, Flip flip, RoleLayout layout) {
    Set<Long> changed = new HashSet<>();
    int rest = 0;
    for (TraceEvent event : events) {
      if (rest-- <= 0 && flip.change().test(event, layout)) {
        changed.add(event.position());
        rest = APART;
      }
    }
    return changed;
  }

  private static Set<Long> eventsOf(List<String> reported) {
    Set<Long> events = new HashSet<>();
    for (String line : reported) {
      if (!line.startsWith("again")) {
        events.add(Long.parseLong(line.substring(0, line.indexOf(' '))));
      }
    }
    return events;
  }

  private static boolean fault(TraceEvent event, long bit) {
    if (event.type() != EventType.WALK || !event.expectations().has(ExpectKey.FAULT)) {
      return false;
    }
    event.expectations().set(ExpectKey.FAULT, event.expectations().number(ExpectKey.FAULT) ^ bit);
    return true;
  }

  private static boolean isTranslated(TraceEvent event) {
    return event.type() == EventType.WALK && event.expectations().has(ExpectKey.LEVEL);
  }

  private static boolean level(TraceEvent event, int by) {
    if (!isTranslated(event)) {
      return false;
    }
    event.expectations().set(ExpectKey.LEVEL, event.expectations().number(ExpectKey.LEVEL) + by);
    return true;
  }

  private static boolean succeed(TraceEvent event) {
    if (event.type() != EventType.WALK || !event.expectations().has(ExpectKey.FAULT)) {
      return false;
    }
    event.expectations().remove(ExpectKey.FAULT);
    event.expectations().set(ExpectKey.LEVEL, 1);
    return true;
  }

  private static boolean lastEntry(TraceEvent event, long bit) {
    if (!isTranslated(event)) {
      return false;
    }
    LongTuples ptes = event.args().tuples(Arg.PTES);
    return setEntry(event, ptes.size() - 1, ptes.get(ptes.size() - 1, 1) ^ bit);
  }

  private static boolean wideEntry(TraceEvent event, long bit) {
    return isTranslated(event)
        && event.args().tuples(Arg.PTES).get(0, 0) > 2
        && lastEntry(event, bit);
  }

  private static boolean firstLevel(TraceEvent event) {
    if (!isTranslated(event)) {
      return false;
    }
    LongTuples old = event.args().tuples(Arg.PTES);
    LongTuples changed = new LongTuples(2);
    for (int i = 0; i < old.size(); i++) {
      changed.add(old.get(i, 0) + (i == 0 ? 1 : 0), old.get(i, 1));
    }
    event.args().setTuples(Arg.PTES).copyFrom(changed);
    return true;
  }

  private static boolean setEntry(TraceEvent event, int at, long entry) {
    LongTuples old = event.args().tuples(Arg.PTES);
    LongTuples changed = new LongTuples(2);
    for (int i = 0; i < old.size(); i++) {
      changed.add(old.get(i, 0), i == at ? entry : old.get(i, 1));
    }
    event.args().setTuples(Arg.PTES).copyFrom(changed);
    return true;
  }

  private static boolean drop(TraceEvent event, ExpectKey key) {
    if (!event.expectations().has(key) || event.expectations().tuples(key).size() == 0) {
      return false;
    }
    event.expectations().setTuples(key);
    return true;
  }

  private static boolean move(TraceEvent event, ExpectKey key) {
    if (!event.expectations().has(key) || event.expectations().tuples(key).size() == 0) {
      return false;
    }
    long address = event.expectations().tuples(key).get(0);
    event.expectations().setTuples(key).add(address ^ 0x1000);
    return true;
  }

  private static boolean arg(TraceEvent event, EventType type, Arg arg, long bit) {
    if (event.type() != type || !event.args().has(arg)) {
      return false;
    }
    event.args().set(arg, event.args().number(arg) ^ bit);
    return true;
  }

  private static boolean larger(TraceEvent event) {
    if (event.type() != EventType.SPTE || !event.args().has(Arg.LEVEL)) {
      return false;
    }
    event.args().set(Arg.LEVEL, 4);
    return true;
  }

  private static boolean isGet(TraceEvent event) {
    return event.type() == EventType.PAGE
        && event.hasVcpu()
        && event.args().word(Arg.OP, PageOp.class) == PageOp.GET;
  }

  private static boolean created(TraceEvent event) {
    if (!isGet(event)) {
      return false;
    }
    PageOutcome old = event.expectations().word(ExpectKey.PAGE, PageOutcome.class);
    PageOutcome changed = old == PageOutcome.NEW ? PageOutcome.EXISTING : PageOutcome.NEW;
    event.expectations().set(ExpectKey.PAGE, changed);
    return true;
  }

  private static boolean pageFrame(TraceEvent event) {
    return isGet(event) && arg(event, EventType.PAGE, Arg.GFN, 1 << 20);
  }

  private static boolean role(TraceEvent event, RoleLayout layout, RoleField field, long bits) {
    return isGet(event) && arg(event, EventType.PAGE, Arg.ROLE, layout.of(field, bits));
  }
}
