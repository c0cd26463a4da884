// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Differences that are meant: a CSV file with the columns {@code signature}, {@code until} (the
 * last revision at which it is meant; perhaps empty) and {@code reason}. Lines that begin with #
 * are comments.
 */
public final class Baseline {
  private static final String SIGNATURE = "signature";
  private static final String UNTIL = "until";
  private static final String REASON = "reason";
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setCommentMarker('#')
          .setIgnoreEmptyLines(true)
          .setTrim(true)
          .get();

  private final List<Entry> entries;
  private final Set<Entry> used = new LinkedHashSet<>();

  private Baseline(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * A difference that is meant.
   *
   * @param signature what differs
   * @param until the last revision at which that is meant; for ever if absent
   * @param reason why it is meant
   * @param line where the file says so
   */
  public record Entry(Signature signature, Optional<MmuRevision> until, String reason, long line) {

    private boolean isMeantAt(Optional<MmuRevision> revision) {
      return until.isEmpty()
          || revision.isEmpty()
          || History.between(revision.get(), until.get()).isPresent();
    }
  }

  /** A baseline by which nothing is meant. */
  public static Baseline none() {
    return new Baseline(List.of());
  }

  /**
   * Reads a baseline.
   *
   * @param problems takes what is wrong with it; nothing may be compared then
   * @throws IOException if the system fails to read it
   */
  public static Baseline read(Path file, List<InputProblem> problems) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser rows = CSVParser.parse(reader, FORMAT)) {
      for (String column : List.of(SIGNATURE, UNTIL, REASON)) {
        if (!rows.getHeaderMap().containsKey(column)) {
          problems.add(
              problem(file, 1, "expected the columns signature,until,reason; no " + column));
          return none();
        }
      }
      for (CSVRecord row : rows) {
        entry(file, row, rows.getCurrentLineNumber(), problems).ifPresent(entries::add);
      }
    } catch (IllegalArgumentException | UncheckedIOException e) {
      problems.add(problem(file, 1, "no CSV file with a header: " + e.getMessage()));
    }
    return new Baseline(entries);
  }

  private static Optional<Entry> entry(
      Path file, CSVRecord row, long line, List<InputProblem> problems) {
    if (!row.isConsistent()) {
      problems.add(problem(file, line, "expected 3 cells, got " + row.size()));
      return Optional.empty();
    }
    Optional<Signature> signature = Signature.parse(row.get(SIGNATURE));
    Optional<MmuRevision> until = MmuHistory.find(row.get(UNTIL));
    if (signature.isEmpty()) {
      problems.add(
          problem(
              file,
              line,
              "signature: expected KEY:FIELD+FIELD@EVENT, got '%s'".formatted(row.get(SIGNATURE))));
    } else if (until.isEmpty() && !row.get(UNTIL).isEmpty()) {
      problems.add(
          problem(
              file,
              line,
              "until: no kernel point '%s', see rolecall revisions".formatted(row.get(UNTIL))));
    } else if (row.get(REASON).isEmpty()) {
      problems.add(
          problem(
              file,
              line,
              "reason: expected the reason why %s is meant".formatted(signature.get())));
    } else {
      return Optional.of(new Entry(signature.get(), until, row.get(REASON), line));
    }
    return Optional.empty();
  }

  private static InputProblem problem(Path file, long line, String message) {
    return new InputProblem(file.toString(), new Place.Line(line, 1), message);
  }

  /**
   * Why a difference is meant.
   *
   * @param at the revision at which it shows, if the differing side is one
   * @return empty if it is not meant
   */
  public Optional<Entry> meant(Signature signature, Optional<MmuRevision> at) {
    for (Entry entry : entries) {
      if (entry.signature().covers(signature) && entry.isMeantAt(at)) {
        used.add(entry);
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The entries that no difference has asked for. */
  public List<Entry> stale() {
    return entries.stream().filter(entry -> !used.contains(entry)).toList();
  }

  /** Writes a baseline of differences, with the reasons left to be given. */
  public static void write(Appendable out, List<Signature> signatures) throws IOException {
    out.append("# Differences that are meant. Give each its reason, and in `until` the last\n");
    out.append("# revision at which it is meant if there is one.\n");
    out.append("signature,until,reason\n");
    for (Signature signature : signatures) {
      out.append(signature.toString()).append(",,\n");
    }
  }
}
