// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.disasm;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions of a module, as {@code objdump -dr --no-show-raw-insn} prints them. */
public final class Disassembly {
  private static final Pattern FUNCTION = Pattern.compile("[0-9a-f]{1,16} <([\\w.]{1,200})>:");
  private static final Pattern INSTRUCTION = Pattern.compile(" *([0-9a-f]{1,16}):\\t(.*)");
  private static final Pattern RELOCATION = Pattern.compile("\\t+ *[0-9a-f]{1,16}: R_\\w+\\t(.*)");
  private static final int LONGEST_LINE = 4096;
  private static final int MOST_INSTRUCTIONS = 20_000;

  private final String file;
  private final Map<String, List<Instruction>> functions = new HashMap<>();

  private Disassembly(String file) {
    this.file = file;
  }

  /**
   * Reads functions of a module, which objdump is run on, or of a text that objdump printed.
   *
   * @param wanted the names of the functions
   */
  public static Disassembly open(Path file, Set<String> wanted)
      throws IOException, TraceInputException {
    if (!Files.isRegularFile(file)) {
      throw refused(file, "expected a module, got no such file");
    }
    Disassembly disassembly = new Disassembly(file.toString());
    if (isElf(file)) {
      disassembly.run(file, wanted);
    } else {
      try (BufferedReader lines = reader(Files.newInputStream(file))) {
        disassembly.read(lines, wanted);
      }
    }
    if (disassembly.functions.isEmpty()) {
      throw refused(
          file,
          "expected a module, decompressed, or what \"objdump -dr --no-show-raw-insn\" prints of one,"
              + " with the functions of KVM; found none of them");
    }
    return disassembly;
  }

  /** The returns of a function; none if not every one of them is proven. */
  public List<ReturnSite> returns(String function) {
    return new FunctionCode(functions.getOrDefault(function, List.of())).returns();
  }

  /** Where the functions were read from. */
  public String source() {
    return file;
  }

  private void run(Path file, Set<String> wanted) throws IOException, TraceInputException {
    Process objdump;
    try {
      objdump =
          new ProcessBuilder("objdump", "-dr", "--no-show-raw-insn", "--", file.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      InputProblem problem =
          new InputProblem(file.toString(), new Place.None(), "objdump is needed to read a module");
      throw new TraceInputException(problem, e);
    }
    try (BufferedReader lines = reader(objdump.getInputStream())) {
      read(lines, wanted);
    } finally {
      objdump.destroy();
    }
  }

  private void read(BufferedReader lines, Set<String> wanted) throws IOException {
    List<Instruction> current = new ArrayList<>();
    boolean inside = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.length() > LONGEST_LINE) {
        continue;
      }
      Matcher function = FUNCTION.matcher(line);
      if (function.matches()) {
        inside = wanted.contains(function.group(1));
        current = new ArrayList<>();
        if (inside) {
          boolean another = functions.put(function.group(1), current) != null;
          inside = !another; // of two functions of one name nothing is proven
        }
      } else if (inside && current.size() < MOST_INSTRUCTIONS) {
        take(line, current);
      }
    }
  }

  private static void take(String line, List<Instruction> current) {
    Matcher instruction = INSTRUCTION.matcher(line);
    Matcher relocation = RELOCATION.matcher(line);
    if (instruction.matches()) {
      long address = Long.parseUnsignedLong(instruction.group(1), 16);
      current.add(Instruction.of(address, instruction.group(2)));
    } else if (relocation.matches() && !current.isEmpty()) {
      int last = current.size() - 1;
      current.set(last, current.get(last).relocatedTo(relocation.group(1)));
    }
  }

  private static boolean isElf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(4);
      return head.length == 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L';
    }
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static TraceInputException refused(Path file, String message) {
    return new TraceInputException(new InputProblem(file.toString(), new Place.None(), message));
  }
}
