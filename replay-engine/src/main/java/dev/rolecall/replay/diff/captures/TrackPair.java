// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One vCPU in both captures, and which of its anchors are in both. */
final class TrackPair {
  private final Track a;
  private final Track b;
  private final int[] aligned;

  private TrackPair(Track a, Track b, int[] aligned) {
    this.a = a;
    this.b = b;
    this.aligned = aligned;
  }

  /** What it did in the first. */
  Track a() {
    return a;
  }

  /** What it did in the second. */
  Track b() {
    return b;
  }

  /** Which anchor of the second an anchor of the first is, or -1. */
  int other(int anchor) {
    return aligned[anchor];
  }

  /** Pairs VMs, and the vCPUs of each, in the order in which they appear. */
  static List<TrackPair> of(Recording a, Recording b) {
    List<List<Track>> vms = byVm(a);
    List<List<Track>> otherVms = byVm(b);
    List<TrackPair> pairs = new ArrayList<>();
    for (int vm = 0; vm < Math.min(vms.size(), otherVms.size()); vm++) {
      List<Track> tracks = vms.get(vm);
      List<Track> others = otherVms.get(vm);
      for (int i = 0; i < Math.min(tracks.size(), others.size()); i++) {
        pairs.add(align(tracks.get(i), others.get(i)));
      }
    }
    return pairs;
  }

  private static List<List<Track>> byVm(Recording recording) {
    Map<Integer, List<Track>> vms = new LinkedHashMap<>();
    for (Track track : recording.tracks()) {
      vms.computeIfAbsent(track.vm(), vm -> new ArrayList<>()).add(track);
    }
    return List.copyOf(vms.values());
  }

  /** Aligns by all that the guest chose; between that by what every capture records, or by kind. */
  private static TrackPair align(Track a, Track b) {
    int[] aligned = Alignment.of(a.exact(), b.exact());
    long[] loose = a.loose();
    long[] otherLoose = b.loose();
    for (Range gap : Stretch.gaps(aligned, b.size())) {
      if (!gap.isOneSided()) {
        Alignment.within(loose, otherLoose, gap, aligned);
      }
    }
    for (Range gap : Stretch.gaps(aligned, b.size())) {
      alignAlike(a, b, gap, aligned);
    }
    return new TrackPair(a, b, aligned);
  }

  /** The same things done in the same order are the same ones, if with other values. */
  private static void alignAlike(Track a, Track b, Range gap, int[] aligned) {
    boolean alike = gap.length() == gap.otherLength();
    for (int i = 0; alike && i < gap.length(); i++) {
      alike = a.kind(gap.from() + i) == b.kind(gap.otherFrom() + i);
    }
    for (int i = 0; alike && i < gap.length(); i++) {
      aligned[gap.from() + i] = gap.otherFrom() + i;
    }
  }

  /** How many anchors are in both. */
  long common() {
    return Arrays.stream(aligned).filter(other -> other >= 0).count();
  }

  /** What each did apart from the other. */
  List<Stretch> stretches() {
    return Stretch.of(a, b, aligned);
  }
}
