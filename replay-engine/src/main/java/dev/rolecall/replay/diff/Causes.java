// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.EventRef;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Puts differences together that have one cause. A difference of registers, of an accepted write or
 * of a role's field is a cause of its own, unless that field differs already; reuse, roots,
 * requests and translations that differ while such a difference is there, or that was there just
 * before, follow from it.
 */
public final class Causes implements VcpuCheck.DivergenceSink {
  /** More causes than anyone reads; further ones are counted under the last. */
  private static final int MAX_GROUPS = 1000;

  /** What decides stands before what is decided. */
  private static final ImmutableList<Observable> ORDER =
      ImmutableList.of(
          Observable.LAYOUT,
          Observable.ACCEPTED,
          Observable.STATE,
          Observable.ROLE,
          Observable.MMU,
          Observable.LEVEL,
          Observable.CONTEXT,
          Observable.ROOT_ROLE,
          Observable.PGD,
          Observable.ROOTS,
          Observable.REQUESTS,
          Observable.TRANSLATION,
          Observable.WALK,
          Observable.FAULT,
          Observable.SPTE,
          Observable.PAGE);

  private static final Comparator<Divergence> BY_RANK =
      Comparator.comparingInt(d -> ORDER.indexOf(d.difference().observable()));

  private final TraceFile file;
  private final Predicate<Divergence> isModelled;
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<Long, Map<String, Group>> open = new HashMap<>();
  private final List<Divergence> found = new ArrayList<>();
  private final List<Difference> again = new ArrayList<>();

  /** Causes of differences in a file. */
  Causes(TraceFile file) {
    this(file, divergence -> false);
  }

  /**
   * Causes of differences in a file.
   *
   * @param isModelled whether the model has a difference too
   */
  public Causes(TraceFile file, Predicate<Divergence> isModelled) {
    this.file = file;
    this.isModelled = isModelled;
  }

  @Override
  public void diverged(Divergence divergence) {
    found.add(divergence);
  }

  @Override
  public void repeated(Difference difference) {
    again.add(difference);
  }

  /** The trace is over. What was decided only then follows from nothing that is still open. */
  public List<Group> finish() {
    found.sort(BY_RANK);
    found.forEach(divergence -> place(divergence, Map.of(), new LinkedHashMap<>()));
    found.clear();
    return List.copyOf(groups.values());
  }

  /** An event has been fed to both sides, and this is all that differs after it. */
  public void settle(TraceEvent event) {
    if (found.isEmpty() && again.isEmpty() && open.isEmpty()) {
      return;
    }
    long vcpu = ((long) event.vm() << Integer.SIZE) | event.vcpu();
    Map<String, Group> before = open.getOrDefault(vcpu, Map.of());
    Map<String, Group> now = new LinkedHashMap<>();
    again.forEach(difference -> repeat(difference, before, now, event));
    found.sort(BY_RANK);
    found.forEach(divergence -> place(divergence, before, now));
    if (now.isEmpty()) {
      open.remove(vcpu);
    } else {
      open.put(vcpu, now);
    }
    found.clear();
    again.clear();
  }

  private void repeat(
      Difference difference, Map<String, Group> before, Map<String, Group> now, TraceEvent event) {
    Group group = before.get(difference.subject());
    if (group == null) {
      diverged(Divergence.of(difference, EventRef.of(event, "")));
    } else {
      group.follow(difference.subject());
      now.put(difference.subject(), group);
    }
  }

  private void place(Divergence divergence, Map<String, Group> before, Map<String, Group> now) {
    Difference difference = divergence.difference();
    Group group =
        cause(difference, before, now)
            .map(cause -> follow(cause, difference))
            .orElseGet(() -> showAgain(divergence));
    divergence.consequences().forEach(consequence -> group.follow(consequence.subject()));
    remember(difference, group, now);
    divergence.also().forEach(other -> remember(other, group, now));
    divergence.consequences().forEach(other -> remember(other, group, now));
  }

  private static Group follow(Group cause, Difference difference) {
    cause.follow(difference.subject());
    return cause;
  }

  private static void remember(Difference difference, Group group, Map<String, Group> now) {
    if (!difference.observable().isOfEvent() && difference.observable() != Observable.LAYOUT) {
      now.put(difference.subject(), group);
    }
  }

  /** What a difference follows from; empty where it is the first of its cause. */
  private static Optional<Group> cause(
      Difference difference, Map<String, Group> before, Map<String, Group> now) {
    return switch (difference.observable()) {
      case LAYOUT, ACCEPTED -> Optional.empty();
      case STATE -> firstOf(now, Causes::isOfRegisters);
      case ROLE ->
          firstOf(now, Causes::isOfRegisters)
              .or(() -> firstOf(before, Causes::isOfRegisters))
              .or(() -> firstOf(now, group -> sharesFields(group, difference)))
              .or(() -> firstOf(before, group -> sharesFields(group, difference)));
      case TRANSLATION, WALK, FAULT, SPTE, PAGE ->
          firstOf(now, Causes::decidesWalks).or(() -> firstOf(before, Causes::decidesWalks));
      default -> firstOf(now, group -> true).or(() -> firstOf(before, group -> true));
    };
  }

  private static Optional<Group> firstOf(Map<String, Group> differing, Predicate<Group> which) {
    return differing.values().stream().filter(which).findFirst();
  }

  private static boolean isOfRegisters(Group group) {
    Observable observable = group.first().difference().observable();
    return observable == Observable.ACCEPTED || observable == Observable.STATE;
  }

  private static boolean decidesWalks(Group group) {
    return isOfRegisters(group) || group.first().difference().observable() == Observable.ROLE;
  }

  /** Whether all fields of a role's difference are such as differed at the start of a group. */
  private static boolean sharesFields(Group group, Difference difference) {
    Difference first = group.first().difference();
    return first.observable() == Observable.ROLE && fields(first).containsAll(fields(difference));
  }

  private static ImmutableSortedSet<String> fields(Difference difference) {
    return difference.fields().stream()
        .map(FieldDiff::name)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  private Group showAgain(Divergence divergence) {
    Group group = groups.get(key(divergence.difference()));
    if (group == null) {
      group = groups.size() < MAX_GROUPS ? new Group(file, divergence) : last();
      groups.putIfAbsent(key(group.first().difference()), group);
    }
    group.showAgain(Signature.of(divergence), isModelled.test(divergence));
    return group;
  }

  private Group last() {
    return groups.values().stream().reduce((a, b) -> b).orElseThrow();
  }

  /** What is one cause wherever it shows: a field in any word of any MMU, at any kind of event. */
  static String key(Difference difference) {
    return switch (difference.observable()) {
      case LAYOUT -> "layout";
      case ROLE -> "role " + fields(difference);
      case ROOT_ROLE -> "root role " + fields(difference);
      default -> difference.subject() + " " + fields(difference);
    };
  }
}
