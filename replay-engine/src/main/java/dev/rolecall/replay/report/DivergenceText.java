// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import com.google.common.base.Splitter;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.EventRef;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.check.RootText;
import dev.rolecall.replay.report.Palette.Tone;
import dev.rolecall.replay.trace.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints one divergence: the headline, the place, the evidence, the cause, the way on. */
public final class DivergenceText {
  private static final int TAG_COLUMN = 72;
  private static final int EFFECT_COLUMN = 42;
  private static final int MAX_EVENT = 160;
  private static final long NANOS = 1_000_000_000;

  private final Palette palette;
  private final Scene scene;

  /** A printer of the divergences of a scene. */
  public DivergenceText(Palette palette, Scene scene) {
    this.palette = palette;
    this.scene = scene;
  }

  /**
   * Where divergences stand.
   *
   * @param file the trace
   * @param recorder whose values are the recorded ones, in a word
   * @param model whose values are the model's, in a word
   * @param namesVm whether a place names the VM
   */
  public record Scene(String file, String recorder, String model, boolean namesVm) {}

  /** A printer of the divergences of a report. */
  static DivergenceText of(Palette palette, TraceReport report) {
    return new DivergenceText(
        palette, new Scene(report.file(), "recorded", "model", report.vms() > 1));
  }

  /** The divergence as a replay prints it: with how often it shows again, and the way on. */
  List<String> lines(Divergence divergence, TraceReport report) {
    List<String> lines = lines(divergence);
    long again = report.divergences().repeatsOfKept().getOrDefault(divergence.difference(), 0L);
    if (again > 0) {
      lines.add(remark("note", "the same difference shows again in " + records(again)));
    }
    String event = ShellWord.of(report.file() + ":" + divergence.event().number());
    lines.add(remark("see", "rolecall explain " + event + atRevision(report)));
    return lines;
  }

  /** The headline, the place, the evidence and the cause. */
  public List<String> lines(Divergence divergence) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(divergence));
    lines.add(place(divergence.event()));
    lines.addAll(event(divergence.event()));
    lines.add(bar());
    addTable(lines, divergence.difference());
    divergence.also().forEach(other -> addTable(lines, other));
    divergence.why().forEach(why -> lines.add(remark("why", why)));
    return lines;
  }

  private static String records(long count) {
    return Counts.of(count, "later record");
  }

  /** What makes the explanation that of this replay. */
  private static String atRevision(TraceReport report) {
    return report
        .revisions()
        .filter(r -> !r.traced().equals(r.replayed()))
        .map(r -> " --revision " + r.replayed().id())
        .orElse("");
  }

  private void addTable(List<String> lines, Difference difference) {
    table(difference).forEach(line -> lines.add(bar() + "  " + line));
  }

  private String headline(Divergence divergence) {
    Difference difference = divergence.difference();
    String what =
        divergence.also().isEmpty()
            ? difference.subject() + " differs" + extent(difference)
            : subjects(divergence) + " differ";
    String tag = "[" + difference.observable().tag() + "]";
    int gap = Math.max(2, TAG_COLUMN - "divergence: ".length() - what.length());
    return palette.paint(Tone.BAD, "divergence")
        + palette.paint(Tone.TITLE, ": " + what)
        + " ".repeat(gap)
        + palette.paint(Tone.FAINT, tag);
  }

  private static String subjects(Divergence divergence) {
    return Stream.concat(Stream.of(divergence.difference()), divergence.also().stream())
        .map(Difference::subject)
        .collect(Collectors.joining(", "));
  }

  private static String extent(Difference difference) {
    int count = difference.fields().size();
    if (count == 0 || isOneField(difference)) {
      return "";
    }
    return " in " + Counts.of(count, hasRole(difference) ? "field" : "bit");
  }

  /** Whether the expectation is of a single field, so that its row says all. */
  private static boolean isOneField(Difference difference) {
    return difference.fields().size() == 1
        && difference.subject().endsWith("." + difference.fields().get(0).name());
  }

  private String place(EventRef event) {
    StringBuilder text = new StringBuilder(scene.file());
    if (event.place() instanceof Place.Line line) {
      text.append(':').append(line.line());
    }
    text.append("  event ").append(Counts.grouped(event.number()));
    if (scene.namesVm()) {
      text.append("  vm ").append(event.vm());
    }
    text.append("  vcpu ").append(event.vcpu());
    event.timeNs().ifPresent(ns -> text.append("  t=").append(seconds(ns)));
    return palette.paint(Tone.PLACE, "  --> ") + text;
  }

  /** Seconds to the microsecond, as trace-cmd prints them. */
  private static String seconds(long ns) {
    return String.format(Locale.ROOT, "%d.%06d", ns / NANOS, ns % NANOS / 1000);
  }

  private List<String> event(EventRef event) {
    String text = event.text();
    if (text.length() > MAX_EVENT) {
      text = text.substring(0, MAX_EVENT) + "…";
    }
    if (event.effect().isEmpty()) {
      return List.of(bar() + "  " + text);
    }
    if (text.length() < EFFECT_COLUMN) {
      return List.of(bar() + "  " + pad(text, EFFECT_COLUMN) + event.effect());
    }
    return List.of(bar() + "  " + text, bar() + "    " + event.effect());
  }

  /** The current root and the previous ones, a row each. */
  private List<String> roots(Difference difference) {
    List<String> recorded = Splitter.on(',').splitToList(difference.recorded());
    List<String> model = Splitter.on(',').splitToList(difference.model());
    Columns table = new Columns().row("", scene.recorder(), scene.model());
    for (int i = 0; i < recorded.size(); i++) {
      boolean same = recorded.get(i).equals(model.get(i));
      table.row(RootText.slot(i), recorded.get(i), same ? "the same" : model.get(i));
    }
    return table.lines();
  }

  private List<String> table(Difference difference) {
    if (difference.observable() == Observable.ROOTS) {
      return roots(difference);
    }
    Columns table = new Columns().row(title(difference), scene.recorder(), scene.model());
    for (FieldDiff field : difference.fields()) {
      String recorded = Long.toString(field.recorded());
      table.row(field.name(), recorded, Long.toString(field.model()), source(field.source()));
    }
    if (!isOneField(difference)) {
      table.row(lastRow(difference), difference.recorded(), difference.model());
    }
    return table.lines();
  }

  private static String title(Difference difference) {
    if (difference.fields().isEmpty()) {
      return "";
    }
    return hasRole(difference) ? "field" : "bit";
  }

  private static boolean hasRole(Difference difference) {
    return difference.observable() == Observable.ROLE
        || difference.observable() == Observable.ROOT_ROLE;
  }

  private static String lastRow(Difference difference) {
    if (difference.observable() == Observable.ROLE) {
      return "word";
    }
    if (difference.observable() == Observable.ROOT_ROLE) {
      return "role";
    }
    return difference.subject().substring(difference.subject().lastIndexOf('.') + 1);
  }

  /** Registers read as an origin; other sources are sentences of their own. */
  private static String source(String source) {
    boolean register = source.matches("(CR[04]|EFER)\\..*");
    return register ? "from " + source : source;
  }

  /** A line that says something of what stands above. */
  public String remark(String name, String text) {
    return palette.paint(Tone.PLACE, "   = ") + palette.paint(Tone.TITLE, name + ": ") + text;
  }

  private String bar() {
    return palette.paint(Tone.PLACE, "   |");
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
