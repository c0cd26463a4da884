// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import dev.rolecall.replay.trace.DamagedStreamException;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens traces of any format, told by their content. */
public final class TraceFormats {
  private static final int SHOWN = 16;

  private TraceFormats() {}

  /** Opens a trace that its path names. */
  public static TraceReader open(Path path) throws IOException, TraceInputException {
    return open(TraceFile.of(path));
  }

  /**
   * Opens a trace.
   *
   * @throws TraceInputException if the file is no trace of a known format
   * @throws IOException if the system fails to read the file
   */
  public static TraceReader open(TraceFile file) throws IOException, TraceInputException {
    Path path = file.path();
    if (!Files.exists(path)) {
      throw refused(file.name(), "expected a trace, got no such file");
    }
    if (Files.isDirectory(path)) {
      throw refused(file.name(), "expected a trace, got a folder");
    }
    InputStream raw = new BufferedInputStream(Files.newInputStream(path), TraceFormat.HEAD);
    try {
      Compression compression = Compression.of(head(raw, Compression.HEAD));
      InputStream in = new BufferedInputStream(compression.decompress(raw), TraceFormat.HEAD);
      byte[] head = head(in, TraceFormat.HEAD);
      TraceFormat format =
          TraceFormat.of(head).orElseThrow(() -> refused(file.name(), unknown(head, compression)));
      return format.open(new TraceSource(file, compression, in));
    } catch (DamagedStreamException e) {
      raw.close();
      throw refused(file.name(), "expected a trace: " + e.getMessage() + " before its first byte");
    } catch (IOException | TraceInputException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Finds the traces in a folder and the folders in it, in the order of their names.
   *
   * @throws TraceInputException if there is none
   */
  public static TraceFolder find(Path folder) throws IOException, TraceInputException {
    if (!Files.isDirectory(folder)) {
      throw refused(folder.toString(), "expected a folder, got a file or nothing");
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    List<Path> traces = new ArrayList<>();
    List<InputProblem> others = new ArrayList<>();
    for (Path file : files) {
      try {
        open(file).close();
        traces.add(file);
      } catch (TraceInputException e) {
        others.add(e.problem());
      }
    }
    if (traces.isEmpty()) {
      String found =
          files.isEmpty() ? "no file" : "only files of other content (" + files.size() + ")";
      throw refused(folder.toString(), "expected traces in the folder, got " + found + known());
    }
    return new TraceFolder(traces, others);
  }

  /** The first bytes of a stream, which afterwards is where it was. */
  private static byte[] head(InputStream in, int limit) throws IOException {
    byte[] head = new byte[limit];
    int length = 0;
    in.mark(limit);
    try {
      int count = in.read(head, 0, limit);
      while (count > 0) {
        length += count;
        count = in.read(head, length, limit - length);
      }
    } catch (DamagedStreamException e) {
      if (length == 0) {
        throw e;
      }
      // The reader meets the damage again, where it can say what stood before it.
    }
    in.reset();
    return Arrays.copyOf(head, length);
  }

  private static String unknown(byte[] head, Compression compression) {
    if (head.length == 0) {
      return "expected a trace, got an empty file" + known();
    }
    byte[] start = Arrays.copyOf(head, Math.min(head.length, SHOWN));
    String text = new String(start, StandardCharsets.US_ASCII).replaceAll("[^ -~]", ".");
    String hex = HexFormat.ofDelimiter(" ").formatHex(start);
    String inside = compression == Compression.NONE ? "" : ", inside " + compression.wireName();
    return "expected a trace, got content that begins with \""
        + text
        + "\" ("
        + hex
        + ")"
        + inside
        + known();
  }

  private static String known() {
    return Stream.of(TraceFormat.values())
        .map(format -> format.wireName() + " (" + format.sign() + ")")
        .collect(Collectors.joining(", ", "; known formats: ", ""));
  }

  private static TraceInputException refused(String file, String message) {
    return new TraceInputException(new InputProblem(file, new Place.None(), message));
  }
}
