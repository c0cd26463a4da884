// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.bisect;

import com.google.common.base.Splitter;
import dev.rolecall.replay.diff.Verdict;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found out of candidates, as {@code git bisect log} writes it: a line {@code good NAME},
 * {@code bad NAME} or {@code skip NAME} each; lines that begin with # are for people. A bisection
 * that is given the log of another does not ask again.
 */
public final class BisectLog {
  private final Map<String, Verdict> verdicts = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  /** A log that says nothing yet. */
  public BisectLog() {}

  /**
   * Reads a log.
   *
   * @param problems takes lines that are none
   * @throws IOException if the system fails to read it
   */
  public static BisectLog read(Path file, List<InputProblem> problems) throws IOException {
    BisectLog log = new BisectLog();
    List<String> text = Files.readAllLines(file, StandardCharsets.UTF_8);
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#") && !log.add(line)) {
        problems.add(
            new InputProblem(
                file.toString(),
                new Place.Line(i + 1L, 1),
                "expected good, bad or skip and a name, got '" + line + "'"));
      }
    }
    return log;
  }

  private boolean add(String line) {
    List<String> words = Splitter.on(' ').limit(2).splitToList(line);
    Optional<Verdict> verdict = Verdict.of(words.get(0));
    if (words.size() < 2 || verdict.isEmpty()) {
      return false;
    }
    verdicts.put(words.get(1).strip(), verdict.get());
    return true;
  }

  /** What is known of a candidate. */
  public Optional<Verdict> verdict(String name) {
    return Optional.ofNullable(verdicts.get(name));
  }

  /** Notes what a candidate is. */
  public void tell(String name, Verdict verdict, String about) {
    verdicts.put(name, verdict);
    lines.add("# %s: [%s] %s".formatted(verdict, name, about).stripTrailing());
    lines.add(verdict + " " + name);
  }

  /** Notes something for people. */
  public void remark(String text) {
    lines.add("# " + text);
  }

  /** The log's lines since it was opened. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
