// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what became of the expectations of a trace. */
public final class Tally {
  private long matched;
  private long diverged;
  private long consistent;
  private final SortedMap<String, Long> notComparable = new TreeMap<>();
  private final SortedMap<String, Long> notChecked = new TreeMap<>();
  private final long[] seen = new long[Kind.values().length];
  private final long[] checkedOf = new long[Kind.values().length];

  /** Counts an outcome that both sides have. */
  public void match() {
    matched++;
  }

  void match(long count) {
    matched += count;
  }

  /** Counts an outcome in which the sides differ. */
  public void diverge() {
    diverged++;
  }

  /** Counts an observation that some possible states explain and others do not. */
  void countConsistent() {
    consistent++;
  }

  /**
   * Observations of vCPUs whose state was not known that some of the states that were possible
   * explain. They tell what the state was, and are no checks.
   */
  public long consistent() {
    return consistent;
  }

  /** Counts an outcome that only one side can have. */
  public void notComparable(String what) {
    notComparable.merge(what, 1L, Long::sum);
  }

  /** Counts expectations, or observations without one, that nothing was compared with. */
  public void notChecked(String why, long count) {
    if (count > 0) {
      notChecked.merge(why, count, Long::sum);
    }
  }

  /** Counts one of a kind. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void saw(Kind kind) {
    seen[kind.ordinal()]++;
  }

  /** Counts one of a kind, seen before, as checked. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void checked(Kind kind) {
    checkedOf[kind.ordinal()]++;
  }

  /** How many of a kind the trace has. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  public long seen(Kind kind) {
    return seen[kind.ordinal()];
  }

  /** How many of a kind were checked: the outcome of each was compared with the model's. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  public long checkedOf(Kind kind) {
    return checkedOf[kind.ordinal()];
  }

  /** Expectations that the model met or contradicted. */
  public long checked() {
    return matched + diverged;
  }

  public long matched() {
    return matched;
  }

  public long diverged() {
    return diverged;
  }

  /** What the replayed revision does not have, with counts. */
  public SortedMap<String, Long> notComparable() {
    return Collections.unmodifiableSortedMap(notComparable);
  }

  /** What nothing was compared with, by reason. */
  public SortedMap<String, Long> notChecked() {
    return Collections.unmodifiableSortedMap(notChecked);
  }
}
