// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.capture.CaptureInterpreter;
import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Survey;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A capture as if the recorder had done otherwise: left events out, lost some, or written others.
 */
public final class EditedCapture implements TraceReader {
  private final TraceDatFile file;
  private final Edit edit;
  private long hidden;

  /** What is done to a capture. */
  public interface Edit {
    /** Whether events of a format are recorded at all. */
    default boolean records(KernelEventFormat format) {
      return true;
    }

    /** Whether the recorder loses an event; events that are lost on end are one gap. */
    default boolean loses(KernelEvent event) {
      return false;
    }

    /** What the recorder writes for a field of an event. */
    default long value(KernelEventFormat format, int field, KernelEvent event) {
      return event.value(field);
    }
  }

  private EditedCapture(TraceDatFile file, Edit edit) {
    this.file = file;
    this.edit = edit;
  }

  /** Opens a trace.dat file. */
  public static EditedCapture open(Path path, Edit edit) throws TraceInputException {
    return new EditedCapture(
        TraceDatFile.open(
            path,
            problem -> {
              throw new AssertionError(problem.message());
            }),
        edit);
  }

  /** An edit that hides the probes. */
  public static Edit withoutProbes() {
    return new Edit() {
      @Override
      public boolean records(KernelEventFormat format) {
        return !format.system().equals("kvmrole");
      }
    };
  }

  @Override
  public ReadStats read(TraceHandler handler, ProblemSink problems) throws TraceInputException {
    KernelRelease release = KernelRelease.parse(file.kernelRelease().orElseThrow()).orElseThrow();
    Survey survey = new Survey(release);
    pass(survey::lost, survey::bind);
    CaptureInterpreter interpreter = new CaptureInterpreter(survey.facts(), handler);
    interpreter.begin();
    hidden = 0;
    long records = pass(interpreter::lost, format -> Optional.of(interpreter.bind(format)));
    interpreter.finish();
    return new ReadStats(records, interpreter.understood(), 0, hidden, new TreeMap<>());
  }

  /** Finds the handler of a format. */
  private interface Binder {
    Optional<KernelEventHandler> bind(KernelEventFormat format);
  }

  private long pass(Runnable lost, Binder binder) throws TraceInputException {
    DispatchedRecords records = new DispatchedRecords(file.formats());
    boolean[] inGap = {false};
    records.bindEach(format -> Optional.of(edited(format, binder, lost, inGap)));
    records.onLoss(lost);
    file.read(records);
    if (inGap[0]) {
      lost.run();
    }
    return records.records();
  }

  private KernelEventHandler edited(
      KernelEventFormat format, Binder binder, Runnable lost, boolean[] inGap) {
    if (!edit.records(format)) {
      return event -> hidden++;
    }
    KernelEventHandler handler = binder.bind(format).orElse(event -> {});
    EditedEvent view = new EditedEvent(format);
    return event -> {
      if (edit.loses(event)) {
        inGap[0] = true;
        hidden++;
        return;
      }
      if (inGap[0]) {
        inGap[0] = false;
        lost.run();
      }
      view.event = event;
      handler.event(view);
    };
  }

  @Override
  public void close() {
    file.close();
  }

  /** An event with other values. */
  private final class EditedEvent implements KernelEvent {
    private final KernelEventFormat format;
    private KernelEvent event = this;

    EditedEvent(KernelEventFormat format) {
      this.format = format;
    }

    @Override
    public long position() {
      return event.position();
    }

    @Override
    public long timeNs() {
      return event.timeNs();
    }

    @Override
    public int pid() {
      return event.pid();
    }

    @Override
    public long value(int field) {
      return edit.value(format, field, event);
    }

    @Override
    public void place(TraceEvent traced) {
      event.place(traced);
    }

    @Override
    public String description() {
      return event.description();
    }

    @Override
    public String raw() {
      return event.raw();
    }
  }
}
