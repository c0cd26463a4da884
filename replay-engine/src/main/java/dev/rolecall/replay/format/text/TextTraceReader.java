// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import dev.rolecall.replay.format.TraceSource;
import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.CaptureReader;
import dev.rolecall.replay.format.capture.CaptureScan;
import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceHandler;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a capture that is text, twice: to find out what the host is, and to translate. Where it may
 * begin anew it reads once, and takes for granted that the text goes on as it begins.
 */
public final class TextTraceReader implements CaptureReader {
  /** How much of a text is surveyed before it is read once, in bytes. */
  private static final long HEAD = 1 << 25;

  private static final String LOSSY =
      "roles of shadow pages, of which this text prints fields of another layout or some only";
  private static final String MANGLED =
      "events whose text is cut, or is none that is known: what they did is lost";

  private final TraceSource source;
  private final long head;
  private InputStream stream;

  /** A reader that surveys so many bytes before it reads once. */
  TextTraceReader(TraceSource source, long head) {
    this.source = source;
    this.stream = source.stream();
    this.head = head;
  }

  /** Whether content that begins with these bytes has an event in it. */
  public static boolean recognises(byte[] head) {
    Recognition recognition = new Recognition();
    try {
      new TextScan(new ByteArrayInputStream(head), recognition, TextPass.TRANSLATION).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from an array
    }
    return recognition.found;
  }

  /** Opens a source that this format recognises. */
  public static TextTraceReader open(TraceSource source) {
    return new TextTraceReader(source, HEAD);
  }

  private TextSurvey survey() throws IOException {
    TextSurvey first = new TextSurvey();
    new TextScan(stream, first, TextPass.SURVEY).run();
    rewind();
    return first;
  }

  private void rewind() throws IOException {
    stream.close();
    stream = new BufferedInputStream(source.reopen());
  }

  @Override
  public long scan(CaptureScan scan, ProblemSink problems) throws IOException {
    TextSurvey first = survey();
    scan.begin(origin(first));
    Scanning second = new Scanning(scan);
    TextScan lines = new TextScan(stream, second, TextPass.TRANSLATION);
    lines.run();
    lines.damage().ifPresent(why -> problems.report(problem(lines, why)));
    return second.records;
  }

  private static CaptureOrigin origin(TextSurvey first) {
    List<String> notes = new ArrayList<>();
    if (!first.facts().stated()) {
      notes.add(unnamedKernel(first.release(), first.release()));
    }
    if (first.lossy() > 0) {
      notes.add(lossy(first.lossy()));
    }
    String release = first.release().toString();
    return new CaptureOrigin("text", release, "", "", 0, false, List.of(), notes);
  }

  private static String unnamedKernel(KernelRelease oldest, KernelRelease taken) {
    String contradicted =
        taken.equals(oldest) ? "" : ", and it contradicts those before " + taken.revision();
    return "the text does not name its kernel; its events are those of "
        + oldest.nearestKnown().revision()
        + " or later"
        + contradicted
        + ": a line \"# kernel: RELEASE\" in front says which it is";
  }

  private static String lossy(long events) {
    return "lossy: "
        + events
        + " events of shadow pages do not tell their roles; trace-cmd report -R does";
  }

  @Override
  public ReadStats read(TraceHandler handler, ProblemSink problems) throws IOException {
    return translate(survey().facts(), handler, problems);
  }

  @Override
  public ReadStats attempt(Supplier<? extends TraceHandler> handlers, ProblemSink problems)
      throws IOException {
    Attempted attempted = new Attempted(handlers);
    TextSurvey first = new TextSurvey();
    boolean goesOn = new TextScan(stream, first, TextPass.SURVEY).runTo(head);
    rewind();
    ReadStats stats =
        goesOn
            ? attempt(first.facts(), attempted, problems)
            : translate(first.facts(), attempted.get(), problems);
    return first.facts().stated() || !attempted.isContradicted()
        ? stats
        : guessAnew(stats, attempted, problems);
  }

  /**
   * The text does not begin with its kernel's name, and it was contradicted. If it names none at
   * all, it is of the next kernel that does not contradict it; of the oldest if all do.
   */
  private ReadStats guessAnew(ReadStats first, Attempted handlers, ProblemSink problems)
      throws IOException {
    rewind();
    TextSurvey all = survey();
    if (all.facts().stated()) {
      return first;
    }
    for (KernelRelease later : all.release().later()) {
      ReadStats stats = translate(all.factsOf(later), handlers.get(), problems);
      if (!handlers.isContradicted()) {
        return stats;
      }
      rewind();
    }
    return translate(all.facts(), handlers.get(), problems);
  }

  /** Gives handlers, and knows the last one. */
  private static final class Attempted implements Supplier<TraceHandler> {
    private final Supplier<? extends TraceHandler> handlers;
    private Optional<TraceHandler> last = Optional.empty();

    Attempted(Supplier<? extends TraceHandler> handlers) {
      this.handlers = handlers;
    }

    @Override
    public TraceHandler get() {
      TraceHandler next = handlers.get();
      last = Optional.of(next);
      return next;
    }

    boolean isContradicted() {
      return last.filter(TraceHandler::isContradicted).isPresent();
    }
  }

  private ReadStats attempt(
      TextSurvey.Facts assumed, Supplier<? extends TraceHandler> handlers, ProblemSink problems)
      throws IOException {
    TraceHandler handler = handlers.get();
    TextTranslation translation = begin(assumed, handler);
    TextTrial trial = new TextTrial(assumed, translation);
    TextScan scan = new TextScan(stream, trial, TextPass.SURVEY, TextPass.TRANSLATION);
    scan.run();
    if (trial.holds()) {
      return finish(scan, translation, handler, problems);
    }
    rewind();
    return translate(trial.facts(), handlers.get(), problems);
  }

  private ReadStats translate(TextSurvey.Facts facts, TraceHandler handler, ProblemSink problems)
      throws IOException {
    TextTranslation translation = begin(facts, handler);
    TextScan scan = new TextScan(stream, translation, TextPass.TRANSLATION);
    scan.run();
    return finish(scan, translation, handler, problems);
  }

  private static TextTranslation begin(TextSurvey.Facts facts, TraceHandler handler) {
    if (!facts.stated()) {
      handler.note(unnamedKernel(facts.oldest(), facts.host().machine().release()));
    }
    if (!facts.host().foundPaging()) {
      handler.note("no event shows whether KVM used two-dimensional paging: taken as used");
    }
    TextTranslation translation = new TextTranslation(facts.host(), handler);
    translation.begin();
    return translation;
  }

  private ReadStats finish(
      TextScan scan, TextTranslation translation, TraceHandler handler, ProblemSink problems) {
    translation.finish();
    scan.damage().ifPresent(why -> problems.report(problem(scan, why)));
    tell(handler, scan, translation);
    return translation.stats();
  }

  private InputProblem problem(TextScan scan, String why) {
    return new InputProblem(source.name(), new Place.Line(scan.lineNumber(), 1), why);
  }

  private static void tell(TraceHandler handler, TextScan scan, TextTranslation pass) {
    if (pass.lossy() > 0) {
      handler.note(lossy(pass.lossy()));
      handler.notChecked(LOSSY, pass.lossy());
    }
    if (pass.mangled() > 0) {
      handler.notChecked(MANGLED, pass.mangled());
    }
    if (scan.others() > 0) {
      handler.note(scan.others() + " lines are nothing of a trace, and were passed over");
    }
    if (scan.timesGoneBack() > 0) {
      handler.note(scan.timesGoneBack() + " events are earlier than the one in front of them");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  /** Looks for one event. */
  private static final class Recognition implements TextSink {
    private boolean found;

    @Override
    public void event(TextEvents.Entry kind, TextShape shape, TextEvent event) {
      found = true;
    }

    @Override
    public void lost(long count) {}
  }

  /** Another second pass: hands the events on as they are. */
  private static final class Scanning implements TextSink {
    private static final KernelEventHandler IGNORE = event -> {};

    private final CaptureScan scan;
    private final IdentityHashMap<TextShape, KernelEventHandler> handlers = new IdentityHashMap<>();
    private long records;

    Scanning(CaptureScan scan) {
      this.scan = scan;
    }

    @Override
    public void event(TextEvents.Entry kind, TextShape shape, TextEvent event) {
      records++;
      KernelEventHandler handler = handlers.get(shape);
      if (handler == null) {
        handler = scan.bind(shape).orElse(IGNORE);
        handlers.put(shape, handler);
      }
      handler.event(event);
    }

    @Override
    public void lost(long count) {
      scan.lost(KernelEvent.NO_CPU, count);
    }
  }
}
