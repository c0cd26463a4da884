// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.format.TraceFile;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The differences that have one cause: the one that shows it first, and what follows from it. */
public final class Group {
  /** More kinds of differences than a cause has; what is beyond is counted together. */
  private static final int MAX_KINDS = 200;

  private static final String OTHERS = "others";

  private final TraceFile trace;
  private final Divergence first;
  private final SortedSet<Signature> signatures = new TreeSet<>();
  private final SortedMap<String, Long> followUps = new TreeMap<>();
  private long events;
  private long modelled;

  /** A group that shows for the first time in a file. */
  Group(TraceFile trace, Divergence first) {
    this.trace = trace;
    this.first = first;
  }

  /** The trace in which the cause showed first. */
  public TraceFile trace() {
    return trace;
  }

  /** What is one cause wherever it shows, in words for programs. */
  String key() {
    return Causes.key(first.difference());
  }

  /** The difference by which the cause showed first. */
  public Divergence first() {
    return first;
  }

  /** The signature of the first difference. */
  public Signature signature() {
    return Signature.of(first);
  }

  /** Every signature under which the cause shows by itself, not in what follows from it. */
  public SortedSet<Signature> signatures() {
    return Collections.unmodifiableSortedSet(signatures);
  }

  /** What follows from it: the expectation's key, and how often it differs. */
  public SortedMap<String, Long> followUps() {
    return Collections.unmodifiableSortedMap(followUps);
  }

  /** At how many events the cause shows by itself. */
  public long events() {
    return events;
  }

  /** At how many of these events the model differs between the revisions in the same way. */
  public long modelled() {
    return modelled;
  }

  /** Whether the model explains all of it. */
  public boolean isModelled() {
    return modelled == events;
  }

  void showAgain(Signature signature, boolean isModelled) {
    events++;
    modelled += isModelled ? 1 : 0;
    add(signature);
  }

  private void add(Signature signature) {
    if (signatures.size() < MAX_KINDS) {
      signatures.add(signature);
    }
  }

  void follow(String key) {
    boolean counts = followUps.size() < MAX_KINDS || followUps.containsKey(key);
    followUps.merge(counts ? key : OTHERS, 1L, Long::sum);
  }

  void addAll(Group other) {
    events += other.events;
    modelled += other.modelled;
    other.signatures.forEach(this::add);
    other.followUps.forEach((key, count) -> followUps.merge(key, count, Long::sum));
  }
}
