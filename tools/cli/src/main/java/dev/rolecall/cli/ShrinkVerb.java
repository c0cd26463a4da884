// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.shrink.DivergenceSymptom;
import dev.rolecall.replay.shrink.JunitSource;
import dev.rolecall.replay.shrink.Limits;
import dev.rolecall.replay.shrink.Origin;
import dev.rolecall.replay.shrink.Outcomes;
import dev.rolecall.replay.shrink.Shrinker;
import dev.rolecall.replay.shrink.Shrunk;
import dev.rolecall.replay.shrink.Shrunk.Proof;
import dev.rolecall.replay.shrink.ShrunkCsv;
import dev.rolecall.replay.shrink.ShrunkReplay;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.store.StoredTrace;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rolecall shrink}: the smallest trace that shows the same divergence. */
@Command(
    name = "shrink",
    header = "Makes a trace as small as it can be while it still shows the same divergence.",
    description = {
      "%nA divergence of a long trace is hard to read. This takes away whole VMs and vCPUs, then events "
          + "in halving chunks, then what is left of them piece by piece: arguments, bits of "
          + "registers, page table entries, expectations, fields of role words. Each candidate is "
          + "replayed, and kept if it diverges in the same key, the same fields and the same "
          + "values, and in nothing that conformed before; at another kernel point than the trace's "
          + "own it must also go on to conform to its own. At the end every single thing that is "
          + "left has been tried in vain: the trace is 1-minimal.%n",
      "The result is a CSV trace with comments, which say what it shows and which events of TRACE "
          + "are left. It replays like any other.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "A signature says what differs, in which fields, after what kind of event; what is left out",
      "will do with any: root_mmu.cpu_role:cr0_wp@write, root_mmu.cpu_role, gpa@access.",
      "What a kernel recorded cannot be recorded again of less: the recorded value stays as it is.",
      "",
      "Ctrl-C, --time and --max-tries end the search; what was found until then is written.",
      "",
      "Exit codes: 0 shrunk, 125 nothing diverges (so), 2 the input is at fault; what is good of it",
      "is shrunk nevertheless.",
      "",
      "Examples:",
      "  rolecall shrink traces/captures/6.1/npt0-flow-nestednp.dat",
      "  rolecall shrink customer.dat -o small.csv --junit SmallTest.java",
      "  rolecall shrink --revision v6.1 --signature root_mmu.mmu_role:efer_nx golden-v5.18.csv",
      "  rolecall shrink --base series/13 --subject series/14 customer.dat"
    })
final class ShrinkVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TRACE",
      converter = TraceArgument.class,
      description = "A trace of any format, or - for standard input.")
  private TraceFile in;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the CSV to FILE instead of standard output.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point to replay at, such as v6.1; the trace's own if absent.")
  private Optional<MmuRevision> revision = Optional.empty();

  @Option(
      names = "--subject",
      paramLabel = "SUBJECT",
      description =
          "With --base: what is compared with it, a kernel point as with --revision, a program "
              + "(./my-mmu, or exec: and its words) or java:CLASS.")
  private Optional<String> subjectName = Optional.empty();

  @Option(
      names = "--base",
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description =
          "Compare what this kernel point does, instead of what the trace expects, with the other: "
              + "the result expects what it did.")
  private Optional<MmuRevision> base = Optional.empty();

  @Option(
      names = {"-s", "--signature"},
      paramLabel = "SIGNATURE",
      converter = SignatureConverter.class,
      description = "Which divergence to keep; the first if absent.")
  private Optional<Signature> signature = Optional.empty();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = {
        "Write a JUnit 5 test to FILE, too, named as the class that it holds, such as SmallTest.java. "
            + "A folder src/test/java in its path tells the package."
      })
  private Optional<Path> junit = Optional.empty();

  @Option(
      names = "--assert",
      paramLabel = "WHAT",
      defaultValue = "divergence",
      description =
          "What the test asserts: divergence (the default: it passes as long as nothing is mended) "
              + "or conformity (it passes once all is).")
  private Asserted asserted;

  @Option(names = "--time", paramLabel = "SECONDS", description = "Search for so long at most.")
  private Optional<Long> seconds = Optional.empty();

  @Option(
      names = "--max-tries",
      paramLabel = "N",
      description = "Replay so many candidates at most.")
  private Optional<Long> maxTries = Optional.empty();

  @Mixin private SubjectOptions subjects;
  @Mixin private ProgressOption progress;

  /** What a written test asserts. */
  enum Asserted {
    DIVERGENCE,
    CONFORMITY
  }

  @Override
  public Integer call() throws IOException {
    requirePositive("--time", seconds);
    requirePositive("--max-tries", maxTries);
    Optional<JunitFile> test = junit.map(JunitFile::of);
    PrintWriter err = spec.commandLine().getErr();
    StoredTrace trace = read(err);
    trace.notes().forEach(note -> err.println("note: " + note));
    try (SubjectFactory subject = subject(trace)) {
      return shrink(trace, subject, test);
    } catch (SubjectException e) {
      throw new FaultException(e.reason());
    }
  }

  private int shrink(StoredTrace trace, SubjectFactory subject, Optional<JunitFile> test)
      throws IOException, SubjectException {
    PrintWriter err = spec.commandLine().getErr();
    FirstProblems problems = new FirstProblems(in.name(), err::println);
    Question question = question(subject);
    Optional<DivergenceSymptom> symptom =
        DivergenceSymptom.first(Selection.all(trace.events()), question, signature, problems);
    problems.finish();
    boolean good = trace.problems() + problems.count() == 0;
    if (symptom.isEmpty()) {
      String what = signature.map(s -> s + " does not diverge").orElse("nothing diverges");
      err.println(in.name() + ": " + what);
      return good ? Outcome.NOTHING_CHECKED.exitCode() : ExitCode.FAULT;
    }
    shrink(trace, question, symptom.get(), test);
    return good ? ExitCode.DONE : ExitCode.FAULT;
  }

  private void requirePositive(String option, Optional<Long> number) {
    if (number.filter(n -> n < 1).isPresent()) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected 1 or more, got " + number.get());
    }
  }

  private StoredTrace read(PrintWriter err) throws IOException {
    try {
      return StoredTrace.read(in, err::println);
    } catch (TraceInputException e) {
      throw new FaultException(e.problem().toString());
    }
  }

  private void shrink(
      StoredTrace trace, Question question, DivergenceSymptom symptom, Optional<JunitFile> test)
      throws IOException, SubjectException {
    int events = trace.events().size();
    try (Interruption interruption = Interruption.watched()) {
      Limits limits =
          new Limits(
              maxTries.orElse(Long.MAX_VALUE),
              Duration.ofSeconds(seconds.orElse(Long.MAX_VALUE)),
              interruption::isAsked);
      Shrunk shrunk;
      try (ShrinkProgress line = progress.shrinking(events, spec.commandLine().getErr())) {
        shrunk = new Shrinker(symptom, limits, line).shrink(trace.events());
      }
      MmuRevision model =
          question instanceof Question.Compared compared ? compared.revision() : replayed(trace);
      Origin origin = new Origin(in.name(), events, symptom.divergence(), model);
      if (question instanceof Question.Compared compared) {
        shrunk = Outcomes.write(shrunk, compared, symptom.signature()).orElse(shrunk);
      }
      write(shrunk, origin, test);
      tell(shrunk, origin);
    }
  }

  /** What is compared with the base, or replays. */
  private SubjectFactory subject(StoredTrace trace) throws IOException {
    if (subjectName.isEmpty()) {
      return SubjectFactory.of(replayed(trace));
    }
    if (base.isEmpty() || revision.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--subject goes with --base, and without --revision");
    }
    return subjects.named(subjectName.get());
  }

  private Question question(SubjectFactory subject) {
    if (base.isEmpty()) {
      return new Question.Recorded(revision);
    }
    return subject
        .revision()
        .map(model -> new Question.Compared(SubjectFactory.of(base.get()), model))
        .orElseGet(() -> new Question.Compared(subject, base.get()));
  }

  private MmuRevision replayed(StoredTrace trace) {
    return revision.or(() -> traced(trace)).orElseThrow(() -> unknownRevision());
  }

  private static Optional<MmuRevision> traced(StoredTrace trace) {
    TraceEvent machine = new TraceEvent();
    if (trace.events().size() > 0) {
      trace.events().read(0, machine);
    }
    return machine.type() == EventType.MACHINE
        ? MmuHistory.find(machine.args().text(Arg.REVISION))
        : Optional.empty();
  }

  private FaultException unknownRevision() {
    return new FaultException(
        in.name() + ": expected a trace of a known kernel point; name one with --revision");
  }

  private void write(Shrunk shrunk, Origin origin, Optional<JunitFile> test) throws IOException {
    String name = out.map(Path::toString).orElse("FILE.csv");
    if (shrunk.proof() == Proof.MINIMAL) {
      requireDivergence(ShrunkCsv.text(shrunk, origin, name), origin);
    }
    if (out.isEmpty()) {
      ShrunkCsv.write(shrunk, origin, name, new Uncloseable(System.out));
    } else {
      try (FileInPlace file = FileInPlace.of(out.get())) {
        ShrunkCsv.write(shrunk, origin, name, file.stream());
        file.commit();
      }
    }
    if (test.isPresent()) {
      writeTest(test.get(), ShrunkCsv.text(shrunk, origin, name), origin);
    }
  }

  /** What is handed over has been replayed as whoever gets it will. */
  private List<String> requireDivergence(String csv, Origin origin) {
    List<String> shown = ShrunkReplay.signatures(csv, origin.replayed());
    if (shown.isEmpty() && base.isPresent()) {
      throw new FaultException(
          "%s: %s: only %s contradicts the trace; shrink it with --revision %s"
              .formatted(
                  in.name(), Signature.of(origin.divergence()), base.get().id(), base.get().id()));
    }
    if (shown.isEmpty()) {
      throw new IllegalStateException("the result does not diverge:\n" + csv);
    }
    return shown;
  }

  private void writeTest(JunitFile test, String csv, Origin origin) throws IOException {
    if (csv.length() > JunitSource.LONGEST) {
      throw new FaultException(
          test.path() + ": not written, the trace is too long for a text in a class");
    }
    List<String> shown = requireDivergence(csv, origin);
    List<String> expected = asserted == Asserted.DIVERGENCE ? shown : List.of();
    try (FileInPlace file = FileInPlace.of(test.path())) {
      try (Writer writer = file.writer()) {
        writer.write(JunitSource.of(test.name(), csv, origin.replayed(), expected));
      }
      file.commit();
    }
  }

  private void tell(Shrunk shrunk, Origin origin) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "%s: %s: %s shrunk to %s in %s tries, %s%s%n",
        in.name(),
        Signature.of(origin.divergence()),
        Counts.of(origin.events(), "event"),
        Counts.grouped(shrunk.trace().size()),
        Counts.grouped(shrunk.tries()),
        shrunk.proof() == Proof.MINIMAL ? "1-minimal" : "interrupted: something more may go",
        Stream.concat(out.stream(), junit.stream())
            .map(file -> "; written to " + file)
            .collect(Collectors.joining()));
    err.flush();
  }
}
