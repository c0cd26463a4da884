// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.mmu.bits.BitLayout;
import dev.rolecall.mmu.cpu.RegisterLayouts;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.explain.EventWords;
import dev.rolecall.replay.explain.RuleCitations;
import dev.rolecall.replay.format.csv.CsvTraceWriter;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.shrink.Shrunk.Proof;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.Column;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shrunk trace as a test case for people: what it shows, where it comes from, and above each row
 * what happens and which event of the first trace it was.
 */
public final class ShrunkCsv {
  private static final Map<Arg, BitLayout> REGISTERS =
      Map.of(
          Arg.CR0, RegisterLayouts.CR0,
          Arg.CR4, RegisterLayouts.CR4,
          Arg.EFER, RegisterLayouts.EFER);

  private final Shrunk shrunk;
  private final Origin origin;

  private ShrunkCsv(Shrunk shrunk, Origin origin) {
    this.shrunk = shrunk;
    this.origin = origin;
  }

  /**
   * Writes the file.
   *
   * @param name the file's name, for the command that replays it
   * @param out where to; closed at the end
   */
  public static void write(Shrunk shrunk, Origin origin, String name, OutputStream out)
      throws IOException {
    new ShrunkCsv(shrunk, origin).write(name, out);
  }

  /** The text of the file. */
  public static String text(Shrunk shrunk, Origin origin, String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(shrunk, origin, name, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void write(String name, OutputStream out) throws IOException {
    Selection trace = shrunk.trace();
    try (CsvTraceWriter writer = new CsvTraceWriter(out, columns(trace), head(name))) {
      for (int i = 0; i < trace.size(); i++) {
        TraceEvent event = trace.get(i);
        writer.comment(comment(event));
        writer.write(event);
      }
    }
  }

  private List<String> head(String name) {
    Selection trace = shrunk.trace();
    TraceEvent last = TraceEvent.copyOf(trace.get(trace.size() - 1));
    String traced = trace.get(0).args().text(Arg.REVISION);
    String replayed = origin.replayed().id();
    Difference difference = origin.divergence().difference();
    List<String> head = new ArrayList<>();
    head.add(Signature.of(origin.divergence()).toString());
    head.add("  recorded (" + traced + "): " + side(difference, Side.RECORDED));
    head.add("  model (" + replayed + "): " + side(difference, Side.MODEL));
    difference.fields().stream()
        .filter(field -> !field.source().isEmpty())
        .forEach(field -> head.add("  " + field.name() + ": " + field.source()));
    RuleCitations.of(last, origin.replayed().spec()).forEach(rule -> head.add("  rule " + rule));
    head.add("");
    head.add(
        "Shrunk from "
            + Counts.of(origin.events(), "event")
            + " of "
            + origin.file()
            + " in "
            + Counts.grouped(shrunk.tries())
            + " tries: "
            + proof(shrunk.proof()));
    String revision = traced.equals(replayed) ? "" : " --revision " + replayed;
    head.add("Replay: rolecall replay " + name + revision);
    return head;
  }

  private enum Side {
    RECORDED,
    MODEL
  }

  private static String side(Difference difference, Side side) {
    if (difference.fields().isEmpty()) {
      return side == Side.RECORDED ? difference.recorded() : difference.model();
    }
    return difference.fields().stream()
        .map(f -> f.name() + "=" + (side == Side.RECORDED ? f.recorded() : f.model()))
        .collect(Collectors.joining(" "));
  }

  private static String proof(Proof proof) {
    return switch (proof) {
      case MINIMAL -> "1-minimal, no event, argument, expectation or bit can go.";
      case INTERRUPTED -> "interrupted, something more may go.";
      case NOT_SHOWN -> "not shrunk.";
    };
  }

  private static Set<Column> columns(Selection trace) {
    Set<Column> columns = EnumSet.of(Column.EVENT, Column.ARGS, Column.EXPECT);
    addIf(trace, TraceEvent::hasSeq, Column.SEQ, columns);
    addIf(trace, TraceEvent::hasTimeNs, Column.TIME_NS, columns);
    addIf(trace, TraceEvent::hasVm, Column.VM, columns);
    addIf(trace, TraceEvent::hasVcpu, Column.VCPU, columns);
    return columns;
  }

  private static void addIf(
      Selection trace, Predicate<TraceEvent> has, Column column, Set<Column> columns) {
    for (int i = 0; i < trace.size(); i++) {
      if (has.test(trace.get(i))) {
        columns.add(column);
      }
    }
  }

  private static String comment(TraceEvent event) {
    String registers =
        Stream.of(Arg.CR0, Arg.CR4, Arg.EFER)
            .filter(event.args()::has)
            .map(arg -> bits(arg, event))
            .collect(Collectors.joining("; "));
    String words = registers.isEmpty() ? "" : " (" + registers + ")";
    // The machine of a capture is no record of it.
    String number = event.position() == 0 ? "" : "event " + Counts.grouped(event.position()) + ": ";
    return number + EventWords.of(event) + words;
  }

  /** The set bits by name; the words of a write name the register already. */
  private static String bits(Arg register, TraceEvent event) {
    BitLayout layout = REGISTERS.getOrDefault(register, RegisterLayouts.CR0);
    String bits = layout.print(event.args().number(register));
    String named = bits.isEmpty() ? "no bit" : bits;
    return event.type() == EventType.WRITE
        ? named
        : register.wireName().toUpperCase(Locale.ROOT) + ": " + named;
  }
}
