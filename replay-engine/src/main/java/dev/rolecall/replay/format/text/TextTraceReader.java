// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import dev.rolecall.replay.format.TraceSource;
import dev.rolecall.replay.format.capture.CaptureInterpreter;
import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.CaptureReader;
import dev.rolecall.replay.format.capture.CaptureScan;
import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Survey;
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
import java.util.Map;

/** Reads a capture that is text, twice: to find out what the host is, and to translate. */
public final class TextTraceReader implements CaptureReader {
  private static final String LOSSY =
      "roles of shadow pages, of which this text prints fields of another layout or some only";
  private static final String MANGLED =
      "events whose text is cut, or is none that is known: what they did is lost";

  private final TraceSource source;
  private InputStream stream;

  private TextTraceReader(TraceSource source) {
    this.source = source;
    this.stream = source.stream();
  }

  /** Whether content that begins with these bytes has an event in it. */
  public static boolean recognises(byte[] head) {
    Recognition recognition = new Recognition();
    try {
      new TextScan(new ByteArrayInputStream(head), recognition).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from an array
    }
    return recognition.found;
  }

  /** Opens a source that this format recognises. */
  public static TextTraceReader open(TraceSource source) {
    return new TextTraceReader(source);
  }

  private Surveying survey() throws IOException {
    Surveying first = new Surveying();
    new TextScan(stream, first).run();
    stream.close();
    stream = new BufferedInputStream(source.reopen());
    first.survey.setRelease(first.guess.release());
    return first;
  }

  @Override
  public long scan(CaptureScan scan, ProblemSink problems) throws IOException {
    Surveying first = survey();
    scan.begin(origin(first));
    Scanning second = new Scanning(scan);
    TextScan lines = new TextScan(stream, second);
    lines.run();
    lines.damage().ifPresent(why -> problems.report(problem(lines, why)));
    return second.records;
  }

  private static CaptureOrigin origin(Surveying first) {
    List<String> notes = new ArrayList<>();
    if (!first.guess.isStated()) {
      notes.add(unnamedKernel(first.guess.release()));
    }
    if (first.lossy > 0) {
      notes.add(lossy(first.lossy));
    }
    String release = first.guess.release().toString();
    return new CaptureOrigin("text", release, "", "", 0, false, List.of(), notes);
  }

  private static String unnamedKernel(KernelRelease oldest) {
    return "the text does not name its kernel; its events are those of "
        + oldest.nearestKnown().revision()
        + " or later: a line \"# kernel: RELEASE\" in front says which it is";
  }

  private static String lossy(long events) {
    return "lossy: "
        + events
        + " events of shadow pages do not tell their roles; trace-cmd report -R does";
  }

  @Override
  public ReadStats read(TraceHandler handler, ProblemSink problems) throws IOException {
    Surveying first = survey();
    if (!first.guess.isStated()) {
      handler.note(unnamedKernel(first.guess.release()));
    }
    if (!first.survey.foundPaging()) {
      handler.note("no event shows whether KVM used two-dimensional paging: taken as used");
    }
    Interpreting second =
        new Interpreting(new CaptureInterpreter(first.survey, handler), first.survey.hasProbes());
    TextScan scan = new TextScan(stream, second);
    second.interpreter.begin();
    scan.run();
    second.interpreter.finish();
    scan.damage().ifPresent(why -> problems.report(problem(scan, why)));
    tell(handler, scan, second);
    return second.stats();
  }

  private InputProblem problem(TextScan scan, String why) {
    return new InputProblem(source.name(), new Place.Line(scan.lineNumber(), 1), why);
  }

  private static void tell(TraceHandler handler, TextScan scan, Interpreting pass) {
    if (pass.lossy > 0) {
      handler.note(lossy(pass.lossy));
      handler.notChecked(LOSSY, pass.lossy);
    }
    if (pass.mangled > 0) {
      handler.notChecked(MANGLED, pass.mangled);
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

  /** The first pass. */
  private static final class Surveying implements TextSink {
    private static final KernelEventHandler IGNORE = event -> {};

    private final Survey survey = new Survey(KernelRelease.newestKnown());
    private final KernelGuess guess = new KernelGuess();
    private long lossy;
    private final IdentityHashMap<TextShape, KernelEventHandler> handlers = new IdentityHashMap<>();

    @Override
    public void event(TextEvents.Entry kind, TextShape shape, TextEvent event) {
      KernelEventHandler handler = handlers.get(shape);
      if (handler == null) {
        guess.shape(shape);
        handler = survey.bind(shape).orElse(IGNORE);
        handlers.put(shape, handler);
        if (handler == IGNORE && !(shape instanceof PlainShape)) {
          kind.ignoreFields();
        }
      }
      if (shape instanceof PlainShape && kind.losesRole()) {
        lossy++;
      }
      if (shape.oldSpte() >= 0) {
        guess.oldSpte(event.value(shape.oldSpte()));
      }
      handler.event(event);
    }

    @Override
    public void lost(long count) {
      survey.lost();
    }

    @Override
    public void comment(String text) {
      guess.comment(text);
    }
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

  /** The second pass. */
  private static final class Interpreting implements TextSink {
    private final CaptureInterpreter interpreter;
    private final boolean probes;
    private final IdentityHashMap<TextShape, KernelEventHandler> handlers = new IdentityHashMap<>();
    private long records;
    private long lost;
    private long lossy;
    private long mangled;

    Interpreting(CaptureInterpreter interpreter, boolean probes) {
      this.interpreter = interpreter;
      this.probes = probes;
    }

    @Override
    public void event(TextEvents.Entry kind, TextShape shape, TextEvent event) {
      records++;
      KernelEventHandler handler = handlers.get(shape);
      if (handler == null) {
        handler = interpreter.bind(shape);
        handlers.put(shape, handler);
        if (kind.isForSurvey() || (probes && TextLayouts.isForBareVcpus(kind.name()))) {
          kind.ignoreFields();
        }
      }
      handler.event(event);
      if (shape instanceof PlainShape && kind.losesRole()) {
        lossy++;
        interpreter.pageUnseen();
      } else if (shape instanceof PlainShape && kind.isNeeded()) {
        mangled++;
        interpreter.lost();
      }
    }

    @Override
    public void lost(long count) {
      lost += Math.max(1, count);
      interpreter.lost();
    }

    ReadStats stats() {
      Map<String, Long> unknown = interpreter.unknownByName();
      long unknowns = unknown.values().stream().mapToLong(Long::longValue).sum();
      return new ReadStats(
          records,
          interpreter.understood(),
          records - interpreter.understood() - unknowns,
          lost,
          interpreter.unknownByName());
    }
  }
}
