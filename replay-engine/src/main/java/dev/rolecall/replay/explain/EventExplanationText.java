// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import com.google.common.base.Splitter;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.explain.EventExplanation.Step;
import dev.rolecall.replay.explain.VcpuText.Row;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Palette;
import dev.rolecall.replay.report.Palette.Tone;
import dev.rolecall.replay.trace.EventText;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints what an event did: the state before, the change, the state after, the expectations. */
public final class EventExplanationText {
  private final MmuRevision revision;
  private final Palette palette;
  private final VcpuText state;

  public EventExplanationText(MmuRevision revision, Palette palette) {
    this.revision = revision;
    this.palette = palette;
    this.state = new VcpuText(revision);
  }

  /** The lines of one event. */
  public List<String> lines(Step step) {
    List<String> lines = new ArrayList<>();
    TraceEvent event = step.event();
    lines.add(title(headline(event)));
    if (!event.description().isEmpty()) {
      lines.add("  " + event.description());
    }
    step.before()
        .ifPresent(
            mmu -> {
              lines.add("");
              lines.add(title("before"));
              lines.addAll(rows(state.rows(mmu)));
            });
    step.possible().ifPresent(possible -> possible(lines, "possible before", possible.before()));
    lines.add("");
    lines.add(title("the event"));
    lines.addAll(change(step));
    step.walk()
        .ifPresent(
            walk -> {
              lines.add("");
              lines.addAll(new WalkStoryText(palette).lines(walk));
            });
    step.after()
        .ifPresent(
            mmu -> {
              lines.add("");
              lines.add(title("after") + (step.before().isPresent() ? "  (> changed)" : ""));
              lines.addAll(after(step.before(), mmu));
            });
    step.possible().ifPresent(possible -> possible(lines, "possible after", possible.after()));
    if (event.expectations().present() != 0 || !event.fieldExpectations().isEmpty()) {
      lines.add("");
      lines.add(title("expectations"));
      lines.addAll(expectations(step));
    }
    return lines;
  }

  private void possible(List<String> lines, String when, List<String> known) {
    lines.add("");
    lines.add(title(when));
    known.forEach(line -> lines.add("  " + line));
  }

  private String headline(TraceEvent event) {
    StringBuilder args = new StringBuilder();
    EventText.appendArgs(args, event);
    return "event %d  vm %d  vcpu %d  at %s: %s %s"
        .formatted(
            event.position(),
            event.vm(),
            event.vcpu(),
            revision.id(),
            event.type().wireName(),
            args)
        .stripTrailing();
  }

  private List<String> change(Step step) {
    List<String> lines = new ArrayList<>();
    lines.add("  " + EventWords.of(step.event()));
    boolean write = step.event().type() == EventType.WRITE;
    if (step.possible().isEmpty() && (write || step.event().type() == EventType.SREGS)) {
      lines.add("  KVM's rules " + verdict(step.verdict()));
    }
    step.after()
        .ifPresent(
            mmu ->
                lines.add(
                    step.reconfigured().isEmpty()
                        ? "  every context is kept"
                        : "  reconfigured: "
                            + step.reconfigured().stream()
                                .map(id -> id.kernelName())
                                .collect(Collectors.joining(", "))));
    step.after().ifPresent(mmu -> lines.addAll(RootEffect.lines(mmu)));
    RuleCitations.of(step.event(), revision.spec())
        .forEach(rule -> lines.add(palette.paint(Tone.FAINT, "  rule " + rule)));
    return lines;
  }

  private static String verdict(WriteVerdict verdict) {
    String word = verdict.accepted() ? "accept it" : "refuse it (#GP)";
    return verdict.isCertain() ? word : word + ", unless it hangs on " + verdict.unless();
  }

  private List<String> after(Optional<VcpuMmu> before, VcpuMmu after) {
    Map<String, String> old =
        before.map(state::rows).orElse(List.of()).stream()
            .collect(Collectors.toMap(Row::name, Row::value));
    Columns table = new Columns();
    for (Row row : state.rows(after)) {
      boolean changed = before.isPresent() && !row.value().equals(old.get(row.name()));
      table.row((changed ? "> " : "  ") + row.name(), row.value(), row.meaning());
    }
    return table.lines();
  }

  private static List<String> rows(List<Row> rows) {
    Columns table = new Columns();
    rows.forEach(row -> table.row("  " + row.name(), row.value(), row.meaning()));
    return table.lines();
  }

  private List<String> expectations(Step step) {
    Map<String, Difference> differing =
        step.differences().stream()
            .collect(Collectors.toMap(Difference::subject, Function.identity(), (a, b) -> a));
    StringBuilder text = new StringBuilder();
    EventText.appendExpectations(text, step.event());
    Columns table = new Columns();
    for (String pair : Splitter.on(' ').split(text)) {
      String key = pair.substring(0, pair.indexOf('='));
      Difference difference = differing.get(key);
      table.row(
          "  " + pair,
          difference == null
              ? ""
              : palette.paint(Tone.BAD, "differs: model " + difference.model()));
    }
    if (step.differences().isEmpty()) {
      boolean known = step.possible().isEmpty();
      table.row(known ? "  all that is checked agrees" : "  a possible state explains it", "");
    }
    return table.lines();
  }

  private String title(String text) {
    return palette.paint(Tone.TITLE, text);
  }
}
