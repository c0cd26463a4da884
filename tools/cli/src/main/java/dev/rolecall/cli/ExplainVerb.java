// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.explain.EventExplanation;
import dev.rolecall.replay.explain.EventExplanation.Step;
import dev.rolecall.replay.explain.EventExplanationText;
import dev.rolecall.replay.explain.ExplanationJson;
import dev.rolecall.replay.explain.RoleWordText;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rolecall explain}: a role word or an event in words. */
@Command(
    name = "explain",
    header = "Says what a role word means, or what one event of a trace did.",
    description = {
      "%nA role word is given as [MMU.]cpu_role=WORD, mmu_role=WORD or root_role=WORD, or as the bare "
          + "WORD: every field is shown with the register bit it comes from and what it decides. An "
          + "event is given as TRACE:N, with the number that reports print: the state before, the "
          + "change with the rules that govern it, the state after, and what was expected.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  rolecall explain cpu_role=0x8100003704 --revision v6.1",
      "  rolecall explain 0x480d00002794 --revision v5.10",
      "  rolecall explain traces/captures/6.1/npt0-flow-nestednp.dat:10516"
    })
final class ExplainVerb implements Callable<Integer> {
  private static final Pattern WORD =
      Pattern.compile(
          "(?:((?:(?:root|guest|nested)_mmu\\.)?(?:cpu|mmu|root)_role)=)?(0x[0-9a-fA-F]{1,16}|\\d{1,20})");
  private static final Pattern EVENT = Pattern.compile("(.+):(\\d{1,18})");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "WHAT",
      description = "A role word, or TRACE:N for an event; <stdin>:N is one of standard input.")
  private String what;

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point; for a word the newest if absent, for an event its trace's.")
  private Optional<MmuRevision> revision = Optional.empty();

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Matcher word = WORD.matcher(what);
    if (word.matches()) {
      return word(Optional.ofNullable(word.group(1)).orElse(""), number(word.group(2)));
    }
    Matcher event = EVENT.matcher(what);
    if (event.matches()) {
      return event(TraceArgument.of(event.group(1)), Long.parseLong(event.group(2)));
    }
    throw new ParameterException(
        spec.commandLine(),
        what + ": expected a role word, such as cpu_role=0x8100003704, or an event, TRACE:N");
  }

  private long number(String text) {
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new ParameterException(spec.commandLine(), text + ": expected at most 64 bits", e);
    }
  }

  private int word(String name, long word) throws IOException, InterruptedException {
    List<MmuRevision> all = MmuHistory.revisions();
    MmuRevision at = revision.orElse(all.get(all.size() - 1));
    if (revision.isEmpty()) {
      note("explained at " + at.id() + ", the newest; --revision chooses another");
    }
    return output.print(
        out -> {
          if (output.format() == OutputOptions.Format.JSON) {
            new ExplanationJson(OutputOptions.json(out), at).word(name, word);
            out.append('\n');
          } else {
            print(out, new RoleWordText(at).lines(name, word));
          }
          return ExitCode.DONE;
        });
  }

  private int event(TraceFile trace, long number) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    EventExplanation.Result result = explain(trace, number, err);
    if (result.steps().isEmpty() || result.revision().isEmpty()) {
      String known = result.last() == 0 ? "it has no events" : "its last is " + result.last();
      throw new FaultException(
          "%s: no event %d that changes or shows state; %s".formatted(trace.name(), number, known));
    }
    MmuRevision at = result.revision().get();
    return output.print(
        out -> {
          if (output.format() == OutputOptions.Format.JSON) {
            new ExplanationJson(OutputOptions.json(out), at).steps(result.steps());
            out.append('\n');
          } else {
            EventExplanationText text = new EventExplanationText(at, output.palette());
            boolean first = true;
            for (Step step : result.steps()) {
              out.append(first ? "" : "\n");
              first = false;
              print(out, text.lines(step));
            }
          }
          return ExitCode.DONE;
        });
  }

  private EventExplanation.Result explain(TraceFile trace, long number, PrintWriter err)
      throws IOException {
    try {
      return EventExplanation.explain(trace, number, revision, err::println);
    } catch (TraceInputException e) {
      throw new FaultException(e.problem().toString());
    }
  }

  private void note(String text) {
    spec.commandLine().getErr().println("note: " + text);
  }

  private static void print(Writer out, List<String> lines) throws IOException {
    for (String line : lines) {
      out.append(line).append('\n');
    }
  }
}
