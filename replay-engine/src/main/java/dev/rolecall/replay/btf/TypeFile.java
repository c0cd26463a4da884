// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Opens a file of types, told by its content: BTF, an ELF file with a section {@code .BTF} such as
 * a module, or the text of bpftool or pahole.
 */
public final class TypeFile {
  /** More than ten times what the largest kernels have. */
  private static final int LARGEST = 128 << 20;

  private static final int LONGEST_LINE = 4096;
  private static final int LINES_OF_HEAD = 100;

  private TypeFile() {}

  /**
   * Reads the types of a file.
   *
   * @param base the kernel's own BTF, where the file is a module's
   * @throws TraceInputException if the file has no types, or none that can be read
   */
  public static TypeTable open(Path file, Optional<Path> base)
      throws IOException, TraceInputException {
    byte[] content = content(file);
    if (!BtfTable.recognises(content)) {
      return text(file, content);
    }
    Optional<BtfTable> kernel =
        base.isPresent() ? Optional.of(kernel(base.get())) : Optional.empty();
    return BtfTable.read(file.toString(), content, kernel);
  }

  private static BtfTable kernel(Path file) throws IOException, TraceInputException {
    byte[] content = content(file);
    if (!BtfTable.recognises(content)) {
      throw refused(file, "expected the kernel's BTF, found something else");
    }
    return BtfTable.read(file.toString(), content, Optional.empty());
  }

  /** The file's bytes, of an ELF file those of its section {@code .BTF}. */
  private static byte[] content(Path file) throws IOException, TraceInputException {
    if (!Files.exists(file)) {
      throw refused(file, "expected a file of types, got no such file");
    }
    if (Files.isDirectory(file)) {
      throw refused(file, "expected a file of types, got a folder");
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LARGEST + 1);
    }
    if (content.length > LARGEST) {
      throw refused(file, "expected a file of types of at most 128 MiB, found a larger one");
    }
    return ElfSection.recognises(content)
        ? ElfSection.find(file.toString(), content, ".BTF")
        : content;
  }

  private static TypeTable text(Path file, byte[] content) throws TraceInputException {
    List<String> lines =
        new String(content, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.length() <= LONGEST_LINE)
            .toList();
    List<String> head = lines.subList(0, Math.min(lines.size(), LINES_OF_HEAD));
    TextTable table = new TextTable();
    if (head.stream().anyMatch(BpftoolText::recognises)) {
      table = BpftoolText.read(lines);
    } else if (head.stream().anyMatch(PaholeText::recognises)) {
      table = PaholeText.read(lines);
    }
    if (table.isEmpty()) {
      String start =
          new String(
              Arrays.copyOf(content, Math.min(content.length, 16)), StandardCharsets.US_ASCII);
      throw refused(
          file,
          "expected types: BTF, a module with a section .BTF, or the text of \"bpftool btf dump"
              + " file … format raw\" or \"pahole -C …\"; found content that begins with \""
              + start.replaceAll("[^ -~]", ".")
              + "\"");
    }
    return table;
  }

  private static TraceInputException refused(Path file, String message) {
    return new TraceInputException(new InputProblem(file.toString(), new Place.None(), message));
  }
}
