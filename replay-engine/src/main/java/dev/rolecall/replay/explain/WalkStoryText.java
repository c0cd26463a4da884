// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.replay.explain.WalkStory.Level;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Palette;
import dev.rolecall.replay.report.Palette.Tone;
import java.util.ArrayList;
import java.util.List;

/** Prints a walk: a row a level, how it ended, and the rule that ended it. */
final class WalkStoryText {
  private final Palette palette;

  WalkStoryText(Palette palette) {
    this.palette = palette;
  }

  List<String> lines(WalkStory walk) {
    List<String> lines = new ArrayList<>();
    lines.add(palette.paint(Tone.TITLE, "the walk") + "  " + walk.tables());
    lines.addAll(table(walk));
    lines.add("  " + walk.end());
    if (!walk.rule().isEmpty()) {
      lines.add("  rule: " + walk.rule());
    }
    walk.second()
        .ifPresent(
            second -> {
              lines.add("");
              lines.addAll(lines(second));
            });
    return lines;
  }

  private static List<String> table(WalkStory walk) {
    if (walk.levels().isEmpty()) {
      return List.of();
    }
    boolean nested = walk.levels().stream().anyMatch(l -> !l.hostAddress().isEmpty());
    Columns table = new Columns();
    table.row("  level", "at", nested ? "in L1" : "", "entry", "rights so far", "entry's bits");
    for (Level level : walk.levels()) {
      table.row(
          "  " + level.level(),
          level.address().isEmpty() ? "PDPTR" : level.address(),
          nested && level.hostAddress().isEmpty() ? "same" : level.hostAddress(),
          level.entry(),
          level.rights().isEmpty() ? "-" : level.rights(),
          level.decoded());
    }
    return table.lines();
  }
}
