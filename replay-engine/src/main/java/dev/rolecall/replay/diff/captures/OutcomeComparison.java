// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.check.RecordedRoles;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what two captures tell after one anchor. What only one of them tells is counted. */
final class OutcomeComparison {
  private static final String TIMING = "registers that changed without an anchor";
  private static final long ROLE = 0xffff_ffffL;

  private final RecordedRoles roles;
  private final Tally tally;
  private final SeenComparison seen;
  private final List<Difference> found = new ArrayList<>();

  OutcomeComparison(MmuRevision a, MmuRevision b, Tally tally) {
    this.roles = new RecordedRoles(a, b);
    this.tally = tally;
    this.seen = new SeenComparison(roles, tally);
  }

  /** What differs. */
  List<Difference> compare(Outcome a, Outcome b) {
    found.clear();
    accepted(a, b);
    boolean sameInstant = registers(a, b);
    if (sameInstant) {
      pointer(ExpectKey.MMU, a, b);
      pointer(ExpectKey.WALK_MMU, a, b);
      for (MmuId mmu : MmuId.values()) {
        context(mmu, a, b);
      }
      requests(a, b);
    }
    found.addAll(seen.compare(a.seen(), b.seen()));
    return List.copyOf(found);
  }

  /** Counts an anchor whose outcome is not compared. */
  void skip(String why) {
    tally.notChecked(why, 1);
  }

  private boolean both(ExpectKey key, Outcome a, Outcome b) {
    if (a.has(key) != b.has(key)) {
      tally.notComparable(key.wireName() + " of one capture only");
    }
    return a.has(key) && b.has(key);
  }

  private void add(boolean same, Difference difference) {
    add(same ? Optional.empty() : Optional.of(difference));
  }

  private void add(Optional<Difference> difference) {
    if (difference.isPresent()) {
      tally.diverge();
      found.add(difference.get());
    } else {
      tally.match();
    }
  }

  private void accepted(Outcome a, Outcome b) {
    ExpectKey key = ExpectKey.ACCEPTED;
    if (both(key, a, b)) {
      add(a.value(key) == b.value(key), number(Observable.ACCEPTED, key, a, b));
    }
  }

  /** Whether the captures looked at the same instant, so that what follows compares. */
  private boolean registers(Outcome a, Outcome b) {
    boolean same = true;
    for (ExpectKey key : States.KEYS) {
      if (!both(key, a, b)) {
        continue;
      }
      if (a.value(key) != b.value(key) && (a.varied(key) || b.varied(key))) {
        tally.notChecked(TIMING, 1);
        same = false;
      } else {
        add(a.value(key) == b.value(key), Difference.ofRegister(key, a.value(key), b.value(key)));
      }
    }
    return same;
  }

  private void pointer(ExpectKey key, Outcome a, Outcome b) {
    if (both(key, a, b)) {
      add(
          a.value(key) == b.value(key),
          Difference.plain(Observable.MMU, key.wireName(), word(key, a), word(key, b)));
    }
  }

  private static Difference number(Observable observable, ExpectKey key, Outcome a, Outcome b) {
    return Difference.plain(
        observable, key.wireName(), Long.toString(a.value(key)), Long.toString(b.value(key)));
  }

  private static String word(ExpectKey key, Outcome outcome) {
    return ((ValueKind.OneOf) key.kind()).words().get((int) outcome.value(key));
  }

  private void context(MmuId mmu, Outcome a, Outcome b) {
    if (isUnused(mmu, a) && isUnused(mmu, b)) {
      return; // whatever its words hold
    }
    ExpectKey cpuRole = ExpectKey.of(mmu, MmuItem.CPU_ROLE);
    if (both(cpuRole, a, b) && roles.haveCpuRole()) {
      add(roles.cpuRole(cpuRole.wireName(), a.value(cpuRole), b.value(cpuRole)));
    }
    mmuRole(mmu, a, b);
    for (MmuItem item :
        List.of(MmuItem.ROOT_LEVEL, MmuItem.SHADOW_ROOT_LEVEL, MmuItem.DIRECT_MAP)) {
      ExpectKey key = ExpectKey.of(mmu, item);
      if (both(key, a, b)) {
        add(a.value(key) == b.value(key), number(Observable.LEVEL, key, a, b));
      }
    }
    reuse(mmu, a, b);
    root(mmu, a, b);
  }

  private static boolean isUnused(MmuId mmu, Outcome outcome) {
    ExpectKey cpuRole = ExpectKey.of(mmu, MmuItem.CPU_ROLE);
    return outcome.has(cpuRole)
        ? outcome.value(cpuRole) == 0
        : mmuRole(mmu, outcome).map(key -> outcome.value(key) == 0).orElse(true);
  }

  /** One word under its two names. */
  private static Optional<ExpectKey> mmuRole(MmuId mmu, Outcome outcome) {
    return List.of(ExpectKey.of(mmu, MmuItem.MMU_ROLE), ExpectKey.of(mmu, MmuItem.ROOT_ROLE))
        .stream()
        .filter(outcome::has)
        .findFirst();
  }

  private void mmuRole(MmuId mmu, Outcome a, Outcome b) {
    Optional<ExpectKey> one = mmuRole(mmu, a);
    Optional<ExpectKey> other = mmuRole(mmu, b);
    boolean compares = mmu != MmuId.NESTED_MMU || roles.haveMmuRoleOnly();
    if (one.isPresent() && other.isPresent() && compares) {
      add(roles.mmuRole(one.get().wireName(), a.value(one.get()), b.value(other.get())));
    }
  }

  private void reuse(MmuId mmu, Outcome a, Outcome b) {
    ExpectKey context = ExpectKey.of(mmu, MmuItem.CONTEXT);
    if (both(context, a, b)) {
      add(
          a.value(context) == b.value(context),
          Difference.plain(
              Observable.CONTEXT, context.wireName(), word(context, a), word(context, b)));
    }
    ExpectKey pgd = ExpectKey.of(mmu, MmuItem.PGD);
    if (both(pgd, a, b)) {
      add(
          a.value(pgd) == b.value(pgd),
          Difference.plain(Observable.PGD, pgd.wireName(), word(pgd, a), word(pgd, b)));
    }
  }

  /** Where both have a current root that is a page, its role. */
  private void root(MmuId mmu, Outcome a, Outcome b) {
    ExpectKey key = ExpectKey.of(mmu, MmuItem.ROOTS);
    if (!both(key, a, b)) {
      return;
    }
    long one = a.value(key);
    long other = b.value(key);
    boolean pages = (one & ROLE) != 0 && (other & ROLE) != 0;
    if (pages && roles.areOfOneTable(one & ROLE, other & ROLE)) {
      add(roles.rootRole(key.wireName(), one & ROLE, other & ROLE));
    }
  }

  private void requests(Outcome a, Outcome b) {
    ExpectKey key = ExpectKey.REQUESTS;
    if (both(key, a, b)) {
      add(
          a.value(key) == b.value(key),
          Difference.plain(Observable.REQUESTS, key.wireName(), words(key, a), words(key, b)));
    }
  }

  private static String words(ExpectKey key, Outcome outcome) {
    List<String> all = ((ValueKind.SetOf) key.kind()).words();
    List<String> words = new ArrayList<>();
    for (long left = outcome.value(key); left != 0; left &= left - 1) {
      words.add(all.get(Long.numberOfTrailingZeros(left)));
    }
    return words.isEmpty() ? "none" : String.join("+", words);
  }
}
