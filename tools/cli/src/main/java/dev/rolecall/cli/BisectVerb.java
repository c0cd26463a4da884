// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.bisect.RevisionBisection;
import dev.rolecall.replay.bisect.RevisionBisection.Culprit;
import dev.rolecall.replay.bisect.RevisionBisection.Result;
import dev.rolecall.replay.diff.History;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.DivergenceText;
import dev.rolecall.replay.report.Palette.Tone;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rolecall bisect}: the patch that makes a trace behave differently. */
@Command(
    name = "bisect",
    header = "Names the first revision at which a trace behaves differently, and the event.",
    description = {
      "%nThe good revision and every later one up to the bad one are fed the trace in one pass. The "
          + "first bad one is that from which on each shows the difference that is looked for: without "
          + "--signature the first by which the good one and the bad one differ.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "A signature is KEY:FIELD+FIELD@EVENT, as rolecall diff prints it; what is left out will do",
      "with any. A revision that shows it with further fields counts.",
      "",
      "Exit codes: 0 if the first bad revision was found, 2 if the input or the command line is at",
      "fault, 125 if the two revisions do not differ so.",
      "",
      "Examples:",
      "  rolecall bisect --good v5.18 --bad v5.19 trace.csv",
      "  rolecall bisect --good v5.18 --bad v5.19 --all trace.csv",
      "  rolecall bisect --good v5.18 --bad v7.2 --signature root_mmu.cpu_role trace.csv",
      "  rolecall bisect --base v6.1 --among builds.txt --log found.log trace.csv",
      "  git bisect run rolecall diff --base v6.1 --subject v6.12 --bisect-signature S trace.csv"
    })
final class BisectVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TRACE",
      converter = TraceArgument.class,
      description = "A trace of any format, or - for standard input.")
  private TraceFile trace;

  @Option(
      names = {"-g", "--good"},
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point whose behaviour is taken for good.")
  private Optional<MmuRevision> goodEnd = Optional.empty();

  @Option(
      names = {"-b", "--bad"},
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "A later kernel point, at which the trace behaves differently.")
  private Optional<MmuRevision> badEnd = Optional.empty();

  @Option(
      names = "--among",
      paramLabel = "FILE",
      description =
          "Search subjects instead: FILE has one in a line, oldest first, the first good and the last "
              + "bad; programs, java:CLASS or kernel points. They are held to --base.")
  private Optional<Path> among = Optional.empty();

  @Option(
      names = "--base",
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point that the subjects of --among are compared with.")
  private Optional<MmuRevision> base = Optional.empty();

  @Option(
      names = "--replay-log",
      paramLabel = "FILE",
      description = "With --among: what the log of an earlier search says is not asked again.")
  private Optional<Path> earlier = Optional.empty();

  @Option(
      names = {"-s", "--signature"},
      paramLabel = "SIGNATURE",
      converter = SignatureConverter.class,
      description = "The difference to look for.")
  private Optional<Signature> signature = Optional.empty();

  @Option(
      names = "--all",
      description = "Name the first bad revision of every difference between the two.")
  private boolean all;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Write what each revision was found to be, as git bisect log does.")
  private Optional<Path> log = Optional.empty();

  @Mixin private SubjectOptions subjects;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (among.isPresent()) {
      return amongSubjects(among.get());
    }
    MmuRevision good = goodEnd.orElseThrow(() -> missing("--good and --bad, or --among"));
    MmuRevision bad = badEnd.orElseThrow(() -> missing("--bad"));
    History history =
        History.between(good, bad)
            .filter(found -> found.steps().size() > 1)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "--good %s does not lead to --bad %s, see rolecall revisions"
                            .formatted(good.id(), bad.id())));
    try {
      RevisionBisection bisection = RevisionBisection.of(trace, history, this::report);
      return output.print(
          out -> all ? printAll(bisection, history, out) : print(bisection, history, out));
    } catch (TraceInputException e) {
      throw new FaultException(e.problem().toString());
    }
  }

  private ParameterException missing(String what) {
    return new ParameterException(spec.commandLine(), "expected " + what);
  }

  private int amongSubjects(Path list) throws IOException, InterruptedException {
    MmuRevision held = base.orElseThrow(() -> missing("--base with --among"));
    if (goodEnd.isPresent() || badEnd.isPresent() || all) {
      throw new ParameterException(
          spec.commandLine(), "--among does not go with --good, --bad or --all");
    }
    SubjectSearch search = new SubjectSearch(held, List.of(trace), this::report);
    return output.print(
        out -> search.run(list, subjects, signature, new SubjectSearch.Logs(earlier, log), out));
  }

  private void report(String problem) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(problem);
    err.flush();
  }

  private int print(RevisionBisection bisection, History history, Writer out) throws IOException {
    Optional<Signature> wanted = signature.or(bisection::firstDifference);
    Optional<Result> result = wanted.flatMap(bisection::find);
    if (result.isEmpty()) {
      out.append(nothing(wanted, history)).append('\n');
      return ExitCode.NOTHING;
    }
    for (String line : lines(result.get(), history)) {
      out.append(line).append('\n');
    }
    if (log.isPresent()) {
      Files.write(log.get(), result.get().log().lines(), StandardCharsets.UTF_8);
    }
    return ExitCode.DONE;
  }

  private static String nothing(Optional<Signature> wanted, History history) {
    return wanted
        .map(s -> "%s and %s do not differ in %s".formatted(history.from(), history.to(), s))
        .orElse("%s and %s do not differ on this trace".formatted(history.from(), history.to()));
  }

  private List<String> lines(Result result, History history) {
    Culprit culprit = result.culprit();
    MmuRevision revision = culprit.revision();
    DivergenceText text =
        new DivergenceText(
            output.palette(),
            new DivergenceText.Scene(trace.name(), history.from().id(), revision.id(), false));
    List<String> lines = new ArrayList<>();
    lines.add("Bisecting: " + result.signature());
    lines.addAll(result.table());
    lines.add("");
    lines.add(output.palette().paint(Tone.TITLE, revision.id() + " is the first bad revision"));
    if (!revision.commit().isEmpty()) {
      lines.add("commit " + revision.commit());
    }
    lines.add("");
    lines.add("    " + revision.summary());
    if (!revision.effect().isEmpty()) {
      lines.add("");
      lines.add("    " + revision.effect());
    }
    lines.add("");
    lines.addAll(text.lines(culprit.first()));
    lines.add(
        text.remark(
            "see",
            "rolecall explain %s:%d --revision %s"
                .formatted(trace.name(), culprit.first().event().number(), revision.id())));
    return lines;
  }

  private int printAll(RevisionBisection bisection, History history, Writer out)
      throws IOException {
    List<Result> results = bisection.all();
    if (results.isEmpty()) {
      out.append(nothing(Optional.empty(), history)).append('\n');
      return ExitCode.NOTHING;
    }
    Columns table = new Columns();
    for (Result result : results) {
      Culprit culprit = result.culprit();
      table.row(
          culprit.revision().id(),
          result.signature().toString(),
          "event " + culprit.first().event().number(),
          culprit.revision().summary());
    }
    for (String line : table.lines()) {
      out.append(line).append('\n');
    }
    return ExitCode.DONE;
  }
}
