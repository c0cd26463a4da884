// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.knowledge.Knowledge;
import dev.rolecall.replay.knowledge.Worlds;
import java.util.ArrayList;
import java.util.List;

/** Tells of an observation that no possible state of a vCPU explains. */
final class Contradiction {
  private static final int MOST_WITNESSES = 6;

  private Contradiction() {}

  /**
   * The divergence.
   *
   * @param closest what differs in the possible state that comes closest
   * @param explaining the states that explain the observation
   */
  static Divergence of(
      List<Difference> closest, Knowledge<EventRef> known, Worlds explaining, EventRef ref) {
    List<String> why = new ArrayList<>();
    int states = known.possible().size();
    why.add(
        states == 1
            ? "one state of the vCPU is possible here, and it does not explain this"
            : "%d states of the vCPU are possible here, and none explains this; the model's is the closest"
                .formatted(states));
    if (explaining.isEmpty()) {
      why.add("no state at all explains it");
    } else {
      List<EventRef> witnesses = known.contradiction(explaining);
      witnesses.stream().limit(MOST_WITNESSES).forEach(w -> why.add(witness(w)));
      if (witnesses.size() > MOST_WITNESSES) {
        why.add("and " + (witnesses.size() - MOST_WITNESSES) + " earlier events");
      }
    }
    return new Divergence(closest.get(0), closest.subList(1, closest.size()), List.of(), ref, why);
  }

  private static String witness(EventRef event) {
    return "it contradicts event %d: %s".formatted(event.number(), event.text());
  }
}
