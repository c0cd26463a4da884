// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.format.capture.CaptureReader;
import dev.rolecall.replay.report.ReadFailure;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Examines files. */
public final class Doctor {
  private Doctor() {}

  /** Examines a file; what is wrong with it is part of the diagnosis. */
  public static Diagnosis examine(TraceFile file) {
    String name = file.name();
    List<InputProblem> problems = new ArrayList<>();
    Examination examination = new Examination();
    try (TraceReader reader = TraceFormats.open(file)) {
      if (!(reader instanceof CaptureReader capture)) {
        return new Diagnosis.NoCapture(name);
      }
      long records = capture.scan(examination, problems::add);
      return examination.diagnosis(name, records, problems);
    } catch (TraceInputException e) {
      problems.add(e.problem());
    } catch (IOException e) {
      problems.add(ReadFailure.problem(name, e));
    }
    return new Diagnosis.Unreadable(name, problems);
  }
}
