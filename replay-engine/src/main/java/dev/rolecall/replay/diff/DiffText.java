// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.DivergenceText;
import dev.rolecall.replay.report.DivergenceText.Scene;
import dev.rolecall.replay.report.Palette;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints what differs between two sides as text for people. */
public final class DiffText {
  private static final int NAMED = 4;

  private final Palette palette;
  private final Sides sides;

  /** A printer of the answers to a question. */
  public DiffText(Palette palette, Question question) {
    this(palette, Sides.of(question));
  }

  /** A printer of what two sides differ in. */
  public DiffText(Palette palette, Sides sides) {
    this.palette = palette;
    this.sides = sides;
  }

  /** One cause: where it showed first, since when, how often, and what follows from it. */
  public List<String> lines(Group group, Optional<MmuRevision> since) {
    DivergenceText text =
        new DivergenceText(
            palette, new Scene(group.trace().name(), sides.recorder(), sides.model(), false));
    List<String> lines = new ArrayList<>(text.lines(group.first()));
    if (group.modelled() > 0) {
      lines.add(text.remark("model", modelled(group)));
    }
    since.ifPresent(
        revision -> lines.add(text.remark("since", revision.id() + ", " + revision.summary())));
    lines.add(text.remark("seen", seen(group)));
    if (group.first().difference().observable() == Observable.LAYOUT) {
      lines.add(text.remark("only", onlyOneHas(group)));
    }
    if (!group.followUps().isEmpty()) {
      lines.add(text.remark("also", followUps(group) + " follow from it"));
    }
    lines.add(text.remark("signature", group.signature().toString()));
    return lines;
  }

  private static String modelled(Group group) {
    String where =
        group.isModelled()
            ? ""
            : " at %s of these events".formatted(Counts.grouped(group.modelled()));
    return "the model of the two revisions has this difference too" + where;
  }

  private static String seen(Group group) {
    String others =
        group.signatures().size() == 1
            ? ""
            : ", under " + Counts.of(group.signatures().size(), "signature");
    return "at " + Counts.of(group.events(), "event") + others;
  }

  private static String onlyOneHas(Group group) {
    return "one side has "
        + group.signatures().stream().map(Signature::key).collect(Collectors.joining(", "));
  }

  private static String followUps(Group group) {
    List<String> counts =
        group.followUps().entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(NAMED)
            .map(e -> Counts.of(e.getValue(), "difference") + " of " + e.getKey())
            .collect(Collectors.toCollection(ArrayList::new));
    int more = group.followUps().size() - counts.size();
    if (more > 0) {
      counts.add(more + " more kinds");
    }
    return String.join(", ", counts);
  }
}
