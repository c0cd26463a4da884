// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.format.Compression;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormat;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A trace that a verb writes: its file, format and compression. */
record TraceOutput(Path file, TraceFormat format, Compression compression) {
  private static final Path STANDARD_OUTPUT = Path.of("-");

  /** Writes to a writer; {@code problems} takes what is wrong with the input. */
  @FunctionalInterface
  interface Writing<T> {
    T write(TraceWriter out) throws IOException, TraceInputException;
  }

  /** An output of the format that is named, or else that the file's name tells. */
  static TraceOutput of(Path file, Optional<TraceFormat> named) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    Compression compression =
        name.endsWith(".gz")
            ? Compression.GZIP
            : name.endsWith(".zst") ? Compression.ZSTD : Compression.NONE;
    String plain =
        compression == Compression.NONE ? name : name.substring(0, name.lastIndexOf('.'));
    TraceFormat format = named.or(() -> byName(plain)).orElseThrow(() -> unknown(file));
    if (!format.isWritten()) {
      throw new FaultException(format.wireName() + " is only read; expected csv or proto");
    }
    return new TraceOutput(file, format, compression);
  }

  private static Optional<TraceFormat> byName(String name) {
    if (name.endsWith(".csv")) {
      return Optional.of(TraceFormat.CSV);
    }
    return name.endsWith(".pb") ? Optional.of(TraceFormat.PROTO) : Optional.empty();
  }

  private static FaultException unknown(Path file) {
    return new FaultException(
        file + ": expected a name that ends in .csv or .pb, perhaps with .gz or .zst, or --to");
  }

  /**
   * Writes the trace: the file appears whole or not at all.
   *
   * @param input the file that is read, which is never written over
   */
  <T> T write(TraceFile input, Writing<T> writing) throws IOException {
    try {
      TraceFormats.open(input).close(); // what is no trace must leave nothing behind
      if (file.equals(STANDARD_OUTPUT)) {
        return to(new Uncloseable(System.out), writing);
      }
      if (Files.exists(file)
          && Files.exists(input.path())
          && Files.isSameFile(file, input.path())) {
        throw new FaultException(file + ": the input and the output are the same file");
      }
      try (FileInPlace target = FileInPlace.of(file)) {
        T result = to(target.stream(), writing);
        target.commit();
        return result;
      }
    } catch (TraceInputException e) {
      InputProblem problem = e.problem();
      throw new FaultException(problem.toString());
    }
  }

  private <T> T to(OutputStream raw, Writing<T> writing) throws IOException, TraceInputException {
    OutputStream out = compression.compress(new BufferedOutputStream(raw));
    try (TraceWriter writer = format.write(out)) {
      return writing.write(writer);
    }
  }
}
