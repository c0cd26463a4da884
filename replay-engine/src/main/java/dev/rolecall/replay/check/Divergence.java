// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import java.util.List;
import java.util.stream.Stream;

/**
 * A place where the trace and the model disagree, with its evidence.
 *
 * @param difference what differs
 * @param also for registers and modes, the others that differ after the same event
 * @param consequences differences of the same event that follow from it
 * @param event where it shows
 * @param why the cause, as far as the run knows it; perhaps empty
 */
public record Divergence(
    Difference difference,
    List<Difference> also,
    List<Difference> consequences,
    EventRef event,
    List<String> why) {

  /** The difference, those beside it and those that follow from it. */
  public Stream<Difference> all() {
    return Stream.of(List.of(difference), also, consequences).flatMap(List::stream);
  }

  /** A difference by itself. */
  public static Divergence of(Difference difference, EventRef event) {
    return new Divergence(difference, List.of(), List.of(), event, List.of());
  }
}
