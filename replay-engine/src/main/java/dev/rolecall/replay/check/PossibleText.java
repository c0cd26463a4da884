// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.knowledge.WorldBit;
import dev.rolecall.replay.knowledge.Worlds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is known of a vCPU whose state is not, for people. */
final class PossibleText {
  private PossibleText() {}

  /** Who may run, and of each set of registers that is known in part its bits. */
  static List<String> lines(PartialState state) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "runs: " + state.stages().stream().map(Stage::words).collect(Collectors.joining(", or ")));
    lines.add("L1: " + registers(state.of(Stage.L1).possible()));
    if (state.stages().stream().anyMatch(stage -> stage != Stage.L1)) {
      lines.add("L2: " + registers(state.of(Stage.SHADOWED_L2).possible()));
    }
    return lines;
  }

  private static String registers(Worlds worlds) {
    List<String> bits = new ArrayList<>();
    for (WorldBit bit : WorldBit.values()) {
      boolean clear = worlds.meets(Worlds.with(bit.mask(), 0));
      boolean set = worlds.meets(Worlds.with(bit.mask(), bit.mask()));
      bits.add(bit.word() + (clear && set ? " ?" : set ? " 1" : " 0"));
    }
    int states = worlds.size();
    return states + (states == 1 ? " state: " : " states: ") + String.join(", ", bits);
  }
}
