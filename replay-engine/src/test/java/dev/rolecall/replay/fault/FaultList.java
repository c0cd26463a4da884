// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The faults of a list: a source file of the model in brackets, below {@code dev/rolecall/mmu}, and
 * then one block for each fault in it, with blank lines between.
 *
 * <pre>
 * what the fault breaks
 *   @ text that the file has once, where the part below is not unique: the part is then the first
 *     from there on, within twelve lines
 *   - a part of a line, as it is
 *   + what it becomes
 *   survives: why the corpus cannot find the fault, if it cannot
 * </pre>
 */
final class FaultList {
  /** The lists, which stand beside this class. */
  private static final List<String> LISTS =
      List.of("roles", "registers", "vcpu", "revisions", "walks", "roots", "pages");

  private final List<Fault> faults = new ArrayList<>();
  private final String name;
  private String file = "";
  private String title = "";
  private String anchor = "";
  private String before = "";
  private String after = "";
  private String survives = "";

  private FaultList(String name) {
    this.name = name;
  }

  /** The faults of all lists. */
  static List<Fault> all() throws IOException {
    List<Fault> all = new ArrayList<>();
    for (String name : LISTS) {
      all.addAll(named(name + ".faults"));
    }
    return all;
  }

  private static List<Fault> named(String name) throws IOException {
    try (InputStream in = FaultList.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no list " + name);
      }
      return new FaultList(name).read(new String(in.readAllBytes(), UTF_8).lines().toList());
    }
  }

  private List<Fault> read(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      try {
        line(lines.get(i));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ":" + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    endFault();
    return faults;
  }

  private void line(String line) {
    if (line.startsWith("#")) {
      return;
    }
    if (line.isBlank()) {
      endFault();
    } else if (line.startsWith("[") && line.endsWith("]")) {
      file = line.substring(1, line.length() - 1);
    } else if (line.startsWith("  ")) {
      detail(line.substring(2));
    } else {
      title = title.isEmpty() ? line : title + " " + line;
    }
  }

  private void detail(String detail) {
    if (detail.startsWith("@ ")) {
      anchor = detail.substring(2);
    } else if (detail.startsWith("- ")) {
      before = detail.substring(2);
    } else if (detail.equals("+")) {
      after = "";
    } else if (detail.startsWith("+ ")) {
      after = detail.substring(2);
    } else if (detail.startsWith("survives: ")) {
      survives = detail.substring("survives: ".length());
    } else if (!survives.isEmpty()) {
      survives += " " + detail.strip();
    } else {
      throw new IllegalArgumentException("expected @, -, + or survives:, got " + detail);
    }
  }

  private void endFault() {
    if (title.isEmpty()) {
      return;
    }
    if (file.isEmpty() || before.isEmpty()) {
      throw new IllegalArgumentException("the fault lacks its file or its line: " + title);
    }
    faults.add(new Fault(file, title, new LineEdit(anchor, before, after), survives));
    title = "";
    anchor = "";
    before = "";
    after = "";
    survives = "";
  }
}
