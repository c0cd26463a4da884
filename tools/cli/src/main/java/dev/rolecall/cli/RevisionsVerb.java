// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.explain.HistoryJson;
import dev.rolecall.replay.explain.HistoryPage;
import dev.rolecall.replay.explain.HistoryText;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code rolecall revisions}: the kernel points that the model knows. */
@Command(
    name = "revisions",
    header = "Lists the kernel points that the model knows, and what each changes.",
    description = {
      "%nWithout an argument all points, with one ID that point with its rules and its role words, "
          + "with two what differs between them: the fields of role words that are new, gone or "
          + "moved, and each rule before and after.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  rolecall revisions",
      "  rolecall revisions v6.1",
      "  rolecall revisions series/06 series/07",
      "  rolecall revisions --format json v5.10 v7.2"
    })
final class RevisionsVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "A kernel point, such as v5.18 or series/07.")
  private List<String> ids = List.of();

  @Option(names = "--markdown", description = "Print the page REVISIONS.md of the repository.")
  private boolean markdown;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (ids.size() > 2) {
      throw new ParameterException(
          spec.commandLine(), "expected at most two kernel points, got " + ids.size());
    }
    List<MmuRevision> points = ids.stream().map(this::point).toList();
    return output.print(
        out -> {
          if (output.format() == OutputOptions.Format.JSON) {
            json(points, out);
          } else {
            for (String line : lines(points)) {
              out.append(line).append('\n');
            }
          }
          return ExitCode.DONE;
        });
  }

  private MmuRevision point(String id) {
    try {
      return new RevisionConverter().convert(id);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<String> lines(List<MmuRevision> points) {
    if (markdown) {
      return HistoryPage.lines();
    }
    HistoryText text = new HistoryText(output.palette());
    return switch (points.size()) {
      case 0 -> text.list();
      case 1 -> text.point(points.get(0));
      default -> text.difference(points.get(0), points.get(1));
    };
  }

  private void json(List<MmuRevision> points, Writer out) throws IOException {
    HistoryJson json = new HistoryJson(OutputOptions.json(out));
    switch (points.size()) {
      case 0 -> json.points(MmuHistory.revisions());
      case 1 -> json.points(points);
      default -> json.difference(points.get(0), points.get(1));
    }
    out.append('\n');
  }
}
