// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What one vCPU did, in order: its anchors, and what came of each. */
final class Track {
  private static final List<AnchorKind> KINDS = List.of(AnchorKind.values());

  private final int vm;
  private final int vcpu;
  private final OutcomeBuilder builder = new OutcomeBuilder();
  private final List<Outcome> outcomes = new ArrayList<>();
  private long[] exact = new long[64];
  private long[] loose = new long[64];
  private long[] positions = new long[64];
  private byte[] kinds = new byte[64];
  private int size;
  private World world = World.OUTER;

  Track(int vm, int vcpu) {
    this.vm = vm;
    this.vcpu = vcpu;
  }

  int vm() {
    return vm;
  }

  int vcpu() {
    return vcpu;
  }

  /** How many anchors there are. */
  int size() {
    return size;
  }

  /** Who runs after the last anchor. */
  World world() {
    return world;
  }

  /** Says who runs from now on. */
  void enter(World next) {
    world = next;
  }

  /** What is gathered after the last anchor. */
  OutcomeBuilder builder() {
    return builder;
  }

  /** Adds an anchor; the outcome of the one before it is complete. */
  @SuppressWarnings("EnumOrdinal") // the number under which it is kept
  void add(AnchorKind kind, Anchor anchor, Map<Outcome, Outcome> known) {
    finish(known);
    if (size == kinds.length) {
      exact = Arrays.copyOf(exact, 2 * size);
      loose = Arrays.copyOf(loose, 2 * size);
      positions = Arrays.copyOf(positions, 2 * size);
      kinds = Arrays.copyOf(kinds, 2 * size);
    }
    exact[size] = anchor.exact();
    loose[size] = anchor.loose();
    positions[size] = anchor.position();
    kinds[size++] = (byte) kind.ordinal();
  }

  /**
   * An anchor as it is kept.
   *
   * @param exact a hash of all that the guest chose
   * @param loose a hash of what every capture records of it
   * @param position the number of its event in the trace
   */
  record Anchor(long exact, long loose, long position) {}

  /** Completes the outcome of the last anchor. */
  void finish(Map<Outcome, Outcome> known) {
    if (outcomes.size() < size) {
      Outcome outcome = builder.build();
      Outcome shared = known.putIfAbsent(outcome, outcome);
      outcomes.add(shared == null ? outcome : shared);
    }
  }

  /** The hashes of all that the guest chose, by anchor. */
  long[] exact() {
    return Arrays.copyOf(exact, size);
  }

  /** The hashes of what every capture records, by anchor. */
  long[] loose() {
    return Arrays.copyOf(loose, size);
  }

  AnchorKind kind(int anchor) {
    return KINDS.get(kinds[anchor]);
  }

  /** The number of an anchor's event in the trace, from 1. */
  long position(int anchor) {
    return positions[anchor];
  }

  Outcome outcome(int anchor) {
    return outcomes.get(anchor);
  }
}
