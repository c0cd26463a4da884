// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.report.Palette;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where and how a verb prints its result. */
final class OutputOptions {
  /** The formats of a result. */
  enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text for people (the default), or json, one document of a stable schema.")
  private Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the result to FILE instead of standard output.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto (the default: on a terminal, unless NO_COLOR is set), always or never.")
  private Switch color;

  /** Prints a result. */
  @FunctionalInterface
  interface Printing<T> {
    T print(Writer out) throws IOException, InterruptedException;
  }

  Format format() {
    return format;
  }

  /** How text is marked. */
  Palette palette() {
    boolean suggested = output.isEmpty() && Terminal.outShowsColours();
    return color.isOn(suggested) ? Palette.COLOURED : Palette.PLAIN;
  }

  /** A writer of JSON for people and programs alike; the result ends with a line end. */
  static JsonWriter json(Writer out) {
    JsonWriter json = new JsonWriter(out);
    json.setIndent("  ");
    json.setHtmlSafe(false);
    return json;
  }

  /** Prints to standard output, or to the file once all is printed. */
  <T> T print(Printing<T> printing) throws IOException, InterruptedException {
    if (output.isEmpty()) {
      PrintWriter out = spec.commandLine().getOut();
      T result = printing.print(out);
      out.flush();
      return result;
    }
    try (FileInPlace file = FileInPlace.of(output.get())) {
      Writer out = file.writer();
      T result = printing.print(out);
      out.close();
      file.commit();
      return result;
    }
  }
}
