// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.doctor.Diagnosis;
import dev.rolecall.replay.doctor.DiagnosisJson;
import dev.rolecall.replay.doctor.DiagnosisText;
import dev.rolecall.replay.doctor.Doctor;
import dev.rolecall.replay.doctor.Prescription;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.probes.RecordingGuide;
import dev.rolecall.replay.probes.RecordingJson;
import dev.rolecall.replay.probes.ThisMachine;
import dev.rolecall.replay.probes.UnknownKernelException;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rolecall doctor}: what captures can show. */
@Command(
    name = "doctor",
    header = "Says what a capture can and cannot show, and how to record a better one.",
    description = {
      "%nNames the kernel and the host and how they were found, the VMs and vCPUs and what of them is "
          + "not known at the start, the events that are there, those that are missing with the "
          + "reason and the cost, what was lost, what is damaged, and the command that records more. "
          + "Nothing is checked: that is what replay does.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Exit codes: 2 if any input is at fault (what is good of it is told), else 0.",
      "",
      "The JSON document has \"document\", \"version\", \"tool\", \"traces\" and \"exit_code\".",
      "",
      "Examples:",
      "  rolecall doctor traces/captures/6.1/npt1-flow-noprobes.dat",
      "  rolecall doctor --format json trace.dat"
    })
final class DoctorVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TraceParameters parameters;

  @Mixin private OutputOptions output;

  private final ThisMachine machine = new ThisMachine(Path.of("/"));
  private int exitCode = ExitCode.DONE;

  @Override
  public Integer call() throws IOException, InterruptedException {
    TraceArguments traces = parameters.read();
    exitCode = traces.problems().isEmpty() ? ExitCode.DONE : ExitCode.FAULT;
    output.print(
        out -> {
          if (output.format() == OutputOptions.Format.JSON) {
            json(traces.traces(), out);
          } else {
            text(traces.traces(), out);
          }
          return exitCode;
        });
    return exitCode;
  }

  private void text(List<TraceFile> traces, Writer out) throws IOException {
    boolean first = true;
    for (TraceFile trace : traces) {
      Diagnosis diagnosis = examine(trace);
      out.append(first ? "" : "\n");
      first = false;
      print(DiagnosisText.lines(diagnosis, output.palette()), out);
      Optional<Prescription> prescription = prescribe(diagnosis);
      if (prescription.isPresent()) {
        out.append('\n');
        Prescription better = prescription.get();
        print(RecordingGuide.lines(better.kernel(), better.plan(), output.palette()), out);
      }
      out.flush();
    }
  }

  private void json(List<TraceFile> traces, Writer out) throws IOException {
    JsonWriter json = OutputOptions.json(out);
    json.setSerializeNulls(true);
    json.beginObject().name("document").value("rolecall-doctor").name("version").value(1);
    json.name("tool").value(Version.text()).name("traces").beginArray();
    for (TraceFile trace : traces) {
      Diagnosis diagnosis = examine(trace);
      json.beginObject();
      DiagnosisJson.print(json, diagnosis);
      json.name("recording");
      Optional<Prescription> better = prescribe(diagnosis);
      if (better.isPresent()) {
        RecordingJson.print(json, better.get().kernel(), better.get().plan());
      } else {
        json.nullValue();
      }
      json.endObject();
    }
    json.endArray().name("exit_code").value(exitCode).endObject();
    out.append('\n');
  }

  private Diagnosis examine(TraceFile trace) {
    Diagnosis diagnosis = Doctor.examine(trace);
    if (!diagnosis.problems().isEmpty()) {
      exitCode = ExitCode.FAULT;
      PrintWriter err = spec.commandLine().getErr();
      diagnosis.problems().forEach(err::println);
      err.flush();
    }
    return diagnosis;
  }

  private Optional<Prescription> prescribe(Diagnosis diagnosis) throws IOException {
    try {
      return Prescription.of(diagnosis, machine);
    } catch (TraceInputException e) {
      throw new FaultException(e.problem().toString());
    } catch (UnknownKernelException e) {
      throw new FaultException(e.reason());
    }
  }

  private static void print(List<String> lines, Writer out) throws IOException {
    for (String line : lines) {
      out.append(line).append('\n');
    }
  }
}
