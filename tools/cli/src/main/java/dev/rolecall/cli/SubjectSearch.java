// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.bisect.BisectLog;
import dev.rolecall.replay.bisect.SubjectBisection;
import dev.rolecall.replay.bisect.SubjectBisection.Result;
import dev.rolecall.replay.bisect.SubjectBisection.UnfitEndsException;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.InputProblem;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Searches a list of subjects for the first bad one. */
final class SubjectSearch {
  private final MmuRevision base;
  private final List<TraceFile> traces;
  private final Consumer<String> progress;

  SubjectSearch(MmuRevision base, List<TraceFile> traces, Consumer<String> progress) {
    this.base = base;
    this.traces = traces;
    this.progress = progress;
  }

  /**
   * The logs of a search.
   *
   * @param earlier what is known already
   * @param log where to write what is found out
   */
  record Logs(Optional<Path> earlier, Optional<Path> log) {}

  /** Searches the subjects that a file lists, and prints what was found; returns the exit code. */
  int run(Path list, SubjectOptions options, Optional<Signature> signature, Logs logs, Writer out)
      throws IOException {
    BisectLog log = log(logs);
    List<SubjectFactory> subjects = subjects(list, options);
    try {
      SubjectBisection bisection = new SubjectBisection(subjects, base, traces, log);
      Optional<Signature> wanted = signature.isPresent() ? signature : bisection.firstDivergence();
      if (wanted.isEmpty()) {
        out.append("the last subject does not differ from %s%n".formatted(base.id()));
        return ExitCode.NOTHING;
      }
      log.remark("rolecall bisect --base %s --signature %s".formatted(base.id(), wanted.get()));
      return print(bisection.find(wanted.get(), progress), subjects, wanted.get(), out);
    } catch (UnfitEndsException e) {
      throw new FaultException(e.reason());
    } finally {
      subjects.forEach(SubjectFactory::close);
      if (logs.log().isPresent()) {
        Files.write(logs.log().get(), log.lines(), StandardCharsets.UTF_8);
      }
    }
  }

  private static int print(
      Result result, List<SubjectFactory> subjects, Signature wanted, Writer out)
      throws IOException {
    String asked =
        "  %s, %d of %s run%n"
            .formatted(wanted, result.asked(), Counts.of(subjects.size(), "subject"));
    if (result.suspects().size() == 1) {
      out.append(result.suspects().get(0) + " is the first bad subject\n" + asked);
      return ExitCode.DONE;
    }
    out.append("There are only skipped subjects left to test.\n");
    out.append("The first bad subject could be any of:\n");
    for (String suspect : result.suspects()) {
      out.append("  " + suspect + "\n");
    }
    out.append("Cannot bisect more!\n" + asked);
    return ExitCode.NOTHING;
  }

  private static BisectLog log(Logs logs) throws IOException {
    if (logs.earlier().isEmpty()) {
      return new BisectLog();
    }
    List<InputProblem> problems = new ArrayList<>();
    BisectLog log = BisectLog.read(logs.earlier().get(), problems);
    if (!problems.isEmpty()) {
      throw new FaultException(problems.get(0).toString());
    }
    return log;
  }

  private static List<SubjectFactory> subjects(Path list, SubjectOptions options)
      throws IOException {
    List<SubjectFactory> subjects = new ArrayList<>();
    for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
      String name = line.strip();
      if (!name.isEmpty() && !name.startsWith("#")) {
        subjects.add(options.named(name));
      }
    }
    if (subjects.size() < 2) {
      throw new FaultException(list + ": expected two subjects or more, one in a line");
    }
    return subjects;
  }
}
