// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.subject.ProtocolCheck;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.Subjects;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rolecall subject-check}: whether a program can be a subject. */
@Command(
    name = "subject-check",
    header = "Checks that a program speaks the protocol of external subjects.",
    description = {
      "%nThe program is started and asked what the protocol allows, rule by rule: every kind of event, "
          + "unknown fields, a batch, an event of 16 MiB, a second trace, the end. What its answers say "
          + "of the MMU does not count here. The protocol is proto/src/main/protobuf/rolecall/"
          + "subject.proto, tools/subject-c a program in C that speaks it.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Exit codes: 0 if the program keeps every rule, 1 if it breaks one, 2 if none is named.",
      "",
      "Examples:",
      "  rolecall subject-check ./rolecall-subject",
      "  rolecall subject-check \"exec:python3 my_mmu.py --revision v6.1\""
    })
final class SubjectCheckVerb implements Callable<Integer> {
  private static final int BROKEN = 1;

  @Parameters(
      paramLabel = "PROGRAM",
      description =
          "A path that begins with ./, ../ or /, or exec: and a program, and its arguments. Quotes "
              + "and backslashes keep words together as in a shell; no shell is started.")
  private String program;

  @Mixin private SubjectOptions subjects;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ProtocolCheck.Result result;
    try {
      List<String> command = Subjects.command(program);
      result = new ProtocolCheck(program, command, subjects.settings()).run();
    } catch (SubjectException e) {
      throw new FaultException(e.reason());
    }
    return output.print(
        out -> {
          if (output.format() == OutputOptions.Format.JSON) {
            json(out, result);
          } else {
            text(out, result);
          }
          return result.conforms() ? ExitCode.DONE : BROKEN;
        });
  }

  private void text(Writer out, ProtocolCheck.Result result) throws IOException {
    String words = result.revision().map(r -> ": role words of " + r.id()).orElse("");
    out.append(program).append(words).append('\n');
    for (ProtocolCheck.Finding finding : result.findings()) {
      out.append(finding.failure().isEmpty() ? "  ok      " : "  BROKEN  ");
      out.append(finding.rule()).append('\n');
      if (finding.failure().isPresent()) {
        out.append(finding.failure().get().indent(10));
      }
    }
    if (!result.given().isEmpty()) {
      out.append("  gives   ").append(String.join(" ", result.given())).append('\n');
    }
    out.append(verdict(result)).append('\n');
  }

  private static String verdict(ProtocolCheck.Result result) {
    long kept = result.findings().stream().filter(f -> f.failure().isEmpty()).count();
    String rules = kept + " of " + result.findings().size() + " rules kept";
    return result.conforms() ? "speaks the protocol: " + rules : "does not speak it: " + rules;
  }

  private void json(Writer out, ProtocolCheck.Result result) throws IOException {
    JsonWriter json = OutputOptions.json(out);
    json.setSerializeNulls(true);
    json.beginObject().name("document").value("rolecall-subject-check").name("version").value(1);
    json.name("tool").value(Version.text()).name("program").value(program);
    Optional<String> revision = result.revision().map(MmuRevision::id);
    json.name("revision").value(revision.orElse(null)).name("conforms").value(result.conforms());
    json.name("gives").beginArray();
    for (String key : result.given()) {
      json.value(key);
    }
    json.endArray().name("rules").beginArray();
    for (ProtocolCheck.Finding finding : result.findings()) {
      json.beginObject().name("rule").value(finding.rule());
      json.name("kept").value(finding.failure().isEmpty());
      json.name("failure").value(finding.failure().orElse(null)).endObject();
    }
    json.endArray().endObject();
    out.append('\n');
  }
}
