// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFolder;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.report.ReadFailure;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The traces that arguments stand for.
 *
 * @param traces the files, in the order of the arguments
 * @param notes what the user should know of what was passed over
 * @param problems arguments that stand for nothing
 */
record TraceArguments(List<TraceFile> traces, List<String> notes, List<InputProblem> problems) {
  private static final int NAMED = 3;

  /** Takes files as they are, and searches folders for files that are traces. */
  static TraceArguments of(List<TraceFile> arguments) {
    TraceArguments all =
        new TraceArguments(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (TraceFile argument : arguments) {
      if (Files.isDirectory(argument.path())) {
        all.search(argument.path());
      } else {
        all.traces.add(argument);
      }
    }
    return all;
  }

  private void search(Path folder) {
    try {
      TraceFolder found = TraceFormats.find(folder);
      found.traces().forEach(trace -> traces.add(TraceFile.of(trace)));
      if (!found.others().isEmpty()) {
        notes.add(ignored(folder, found.others()));
      }
    } catch (TraceInputException e) {
      problems.add(e.problem());
    } catch (IOException e) {
      problems.add(ReadFailure.problem(folder.toString(), e));
    } catch (UncheckedIOException e) {
      problems.add(ReadFailure.problem(folder.toString(), Objects.requireNonNull(e.getCause())));
    }
  }

  private static String ignored(Path folder, List<InputProblem> others) {
    List<String> names = others.stream().limit(NAMED).map(p -> relative(folder, p)).toList();
    String more = others.size() > NAMED ? ", and " + (others.size() - NAMED) + " more" : "";
    String files = others.size() == 1 ? "1 file that is" : others.size() + " files that are";
    return "%s: ignored %s no trace: %s%s".formatted(folder, files, String.join(", ", names), more);
  }

  private static String relative(Path folder, InputProblem problem) {
    return folder.relativize(Path.of(problem.file())).toString();
  }
}
