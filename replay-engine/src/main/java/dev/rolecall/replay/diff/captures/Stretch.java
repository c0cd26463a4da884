// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.report.Counts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the guests did apart from each other between two anchors that they have in common.
 *
 * @param vcpu the vCPU of the first capture
 * @param only what the first capture alone has
 * @param otherOnly what the second alone has
 */
public record Stretch(int vcpu, Side only, Side otherOnly) {

  /**
   * What one capture has there.
   *
   * @param from the number of the first event, or of the one before where there is none
   * @param count how many anchors
   * @param kinds how many of each kind
   */
  public record Side(long from, int count, Map<AnchorKind, Integer> kinds) {

    static Side of(Track track, int from, int to) {
      Map<AnchorKind, Integer> kinds = new EnumMap<>(AnchorKind.class);
      for (int i = from; i < to; i++) {
        kinds.merge(track.kind(i), 1, Integer::sum);
      }
      int at = from < to ? from : from - 1;
      return new Side(at < 0 ? 0 : track.position(at), to - from, kinds);
    }

    /** What there is and where, such as {@code 2 (cpuid 1, sregs 1) from event 17}. */
    public String text() {
      if (count == 0) {
        return "nothing after event " + Counts.grouped(from);
      }
      String parts =
          kinds.entrySet().stream()
              .map(kind -> kind.getKey().wireName() + " " + kind.getValue())
              .collect(Collectors.joining(", "));
      return "%s (%s) from event %s".formatted(Counts.grouped(count), parts, Counts.grouped(from));
    }
  }

  /** All stretches of two tracks between what is aligned. */
  static List<Stretch> of(Track a, Track b, int[] aligned) {
    List<Stretch> found = new ArrayList<>();
    for (Range range : gaps(aligned, b.size())) {
      found.add(
          new Stretch(
              a.vcpu(),
              Side.of(a, range.from(), range.to()),
              Side.of(b, range.otherFrom(), range.otherTo())));
    }
    return found;
  }

  /** The ranges between what is aligned. */
  static List<Range> gaps(int[] aligned, int otherSize) {
    List<Range> gaps = new ArrayList<>();
    int from = 0;
    int otherFrom = 0;
    for (int i = 0; i <= aligned.length; i++) {
      int other = i == aligned.length ? otherSize : aligned[i];
      if (other < 0) {
        continue;
      }
      if (i > from || other > otherFrom) {
        gaps.add(new Range(from, i, otherFrom, other));
      }
      from = i + 1;
      otherFrom = other + 1;
    }
    return gaps;
  }
}
