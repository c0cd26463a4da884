// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Comparison.Failure;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.fuzz.FuzzCase;
import dev.rolecall.replay.fuzz.FuzzFinding;
import dev.rolecall.replay.fuzz.FuzzPlan;
import dev.rolecall.replay.fuzz.FuzzRun;
import dev.rolecall.replay.fuzz.FuzzText;
import dev.rolecall.replay.fuzz.GeneratedTraces;
import dev.rolecall.replay.fuzz.MutatedTraces;
import dev.rolecall.replay.fuzz.StateEnumeration;
import dev.rolecall.replay.fuzz.TraceCorpus;
import dev.rolecall.replay.fuzz.TraceSource;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.ReadFailure;
import dev.rolecall.replay.shrink.Limits;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rolecall fuzz}: looks for a trace on which two subjects differ. */
@Command(
    name = "fuzz",
    header = "Makes traces that obey KVM's rules and finds those on which two subjects differ.",
    description = {
      "%nEach trace is a host, guest memory with page tables, and a vCPU or two that change paging "
          + "modes, write registers, enter and leave L2 and SMM, load roots and walk their tables. "
          + "Given TRACEs, it changes those instead. Both subjects are fed every event; roles, "
          + "contexts, roots, requests, registers and translations are compared. Each kind of "
          + "difference is told once; with --output-dir the smallest trace that shows it is kept.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "A trace follows from the seed and its number alone: the same --seed and --count find the",
      "same differences on any machine, with any number of --jobs. Ctrl-C ends a run early, and",
      "what it found is told. A case's last event expects what the base does, so that",
      "  rolecall replay CASE                             conforms, and",
      "  rolecall diff --base ID --subject SUBJECT CASE   shows the difference.",
      "",
      "Exit codes: 1 if anything differs, 2 if the command line or a given trace is at fault, 125",
      "if nothing could be compared, else 0.",
      "",
      "Examples:",
      "  rolecall fuzz --base v5.19 --subject v6.1 --time 10s",
      "  rolecall fuzz --base v5.18 --subject series/07 --output-dir cases --seed 7 --count 20000",
      "  rolecall fuzz --base v6.1 --subject ./my-mmu --output-dir cases --time 10m",
      "  rolecall fuzz --base v6.1 --subject v6.12 --exhaustive",
      "  rolecall fuzz --base v6.1 --subject v6.12 --until-quiet 1000 traces/spec/"
    })
final class FuzzVerb implements Callable<Integer> {
  /** For each case; a made trace takes a tenth of a second. */
  private static final Limits SHRINKING =
      new Limits(Long.MAX_VALUE, Duration.ofSeconds(5), () -> false);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TRACE",
      arity = "0..*",
      converter = TraceArgument.class,
      description = "Traces to change, files or folders; without any, traces are made.")
  private List<TraceFile> given = List.of();

  @Option(
      names = "--base",
      required = true,
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point that the subject is compared with, such as v6.1.")
  private MmuRevision base;

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "SUBJECT",
      description =
          "What is put to the test: a kernel point such as series/13, a program (./my-mmu, or "
              + "exec: and its words), or java:CLASS.")
  private String subjectName;

  @Mixin private FuzzOptions options;
  @Mixin private SubjectOptions subjects;
  @Mixin private ProgressOption progress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (SubjectFactory subject = subjects.named(subjectName);
        Interruption interruption = Interruption.watched()) {
      return call(plan(subject, interruption::isAsked), interruption);
    } catch (SubjectException e) {
      throw new FaultException(e.reason());
    }
  }

  private int call(FuzzPlan plan, Interruption interruption)
      throws IOException, InterruptedException, SubjectException {
    Optional<CaseFolder> folder = Optional.empty();
    if (options.outputDir().isPresent()) {
      folder = Optional.of(CaseFolder.of(options.outputDir().get(), plan));
    }
    FuzzRun run = new FuzzRun(plan);
    watch(run);
    if (interruption.isAsked()) {
      spec.commandLine().getErr().println("interrupted; what was found so far:");
    }
    print(run, plan, folder);
    return outcome(run).exitCode();
  }

  private FuzzPlan plan(SubjectFactory subject, BooleanSupplier cancelled) throws IOException {
    Supplier<TraceSource> traces = traces();
    return new FuzzPlan(
        base,
        subject,
        traces,
        options.limits(traces.get().size()).withCancelled(cancelled),
        options.jobs());
  }

  private Supplier<TraceSource> traces() throws IOException {
    if (options.exhaustive()) {
      if (!given.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "--exhaustive enumerates states, and changes no TRACE");
      }
      return () -> new StateEnumeration(base);
    }
    if (given.isEmpty()) {
      int steps = options.steps();
      return () -> new GeneratedTraces(base, options.seed(), steps);
    }
    TraceCorpus corpus = corpus();
    return () -> new MutatedTraces(corpus, base, options.seed());
  }

  private TraceCorpus corpus() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    TraceArguments arguments = TraceArguments.of(given);
    arguments.problems().forEach(err::println);
    TraceCorpus corpus = new TraceCorpus();
    for (TraceFile file : arguments.traces()) {
      try {
        corpus.add(file, err::println);
      } catch (TraceInputException e) {
        throw new FaultException(e.problem().toString());
      } catch (IOException e) {
        throw new FaultException(ReadFailure.problem(file.name(), e).toString());
      }
    }
    if (corpus.size() == 0) {
      throw new FaultException("no TRACE tells the state of a vCPU, so there is nothing to change");
    }
    return corpus;
  }

  private void watch(FuzzRun run) throws InterruptedException, SubjectException {
    long start = System.nanoTime();
    PrintWriter err = spec.commandLine().getErr();
    StatusLine line = progress.over(() -> status(run, start), err);
    try {
      run.run();
    } finally {
      line.close();
    }
  }

  private static String status(FuzzRun run, long start) {
    double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
    return "%s, %s (%s a second), %s"
        .formatted(
            Counts.of(run.traces(), "trace"),
            Counts.of(run.events(), "event"),
            Counts.grouped((long) (run.events() / seconds)),
            Counts.of(run.findings().size(), "difference"));
  }

  private void print(FuzzRun run, FuzzPlan plan, Optional<CaseFolder> folder)
      throws IOException, SubjectException {
    PrintWriter out = spec.commandLine().getOut();
    FuzzText text = new FuzzText(out, plan);
    List<FuzzFinding> findings = run.findings();
    for (FuzzFinding finding : findings.subList(0, Math.min(findings.size(), options.maxCases()))) {
      String kept = "";
      if (folder.isPresent()) {
        FuzzCase found = FuzzCase.of(plan, finding, SHRINKING);
        Path file = folder.get().write(found, comments(plan, finding));
        kept = "%s (%s)".formatted(file, Counts.of(found.events().size(), "event"));
      }
      text.finding(finding, kept);
    }
    Optional<Map.Entry<Long, Failure>> failed = run.firstFailure();
    if (failed.isPresent()) {
      text.failure(failed.get().getKey(), failed.get().getValue(), run.failureCount());
    }
    text.summary(run);
    out.flush();
  }

  private List<String> comments(FuzzPlan plan, FuzzFinding finding) {
    String command = String.join(" ", spec.commandLine().getParseResult().originalArgs());
    return List.of(
        "Differs between " + plan.base().id() + " and " + plan.subject().name() + ":",
        "  " + finding.signature(),
        "Found in trace %d of seed %d by".formatted(finding.trace(), options.seed()),
        "  rolecall " + command);
  }

  private static Outcome outcome(FuzzRun run) {
    if (!run.findings().isEmpty() || run.failureCount() > 0) {
      return Outcome.DIVERGES;
    }
    return run.checked() == 0 ? Outcome.NOTHING_CHECKED : Outcome.CONFORMS;
  }
}
