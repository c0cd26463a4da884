// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.RoleField;
import dev.rolecall.replay.trace.RoleWord;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;
import dev.rolecall.replay.trace.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the expectations of single fields, {@code root_mmu.cpu_role.cr0_wp=1}. */
final class FieldScanner {
  private final RowProblems problems;
  private final NumberScanner numbers = new NumberScanner();

  FieldScanner(RowProblems problems) {
    this.problems = problems;
  }

  /** Reads a pair whose key is no {@link ExpectKey}; whether nothing was wrong with it. */
  boolean read(Cell cell, int start, int end, TraceEvent event) {
    int equals = cell.indexOf('=', start, end);
    String key = cell.string(start, equals);
    String[] names = key.split("\\.", -1);
    Optional<MmuId> mmu = find(MmuId.values(), names[0]);
    Optional<RoleWord> word =
        names.length == 3 ? find(RoleWord.values(), names[1]) : Optional.empty();
    if (mmu.isEmpty() || word.isEmpty() || !RoleField.exists(names[2])) {
      return refuseKey(cell, start, key);
    }
    ValueKind.Range range = RoleField.values(names[2]);
    if (!numbers.scan(cell.text(), equals + 1, end) || !range.admits(numbers.value())) {
      String got = cell.quoted(equals + 1, end);
      problems.report(
          cell.number(), start, key + ": expected " + range.expected() + ", got " + got);
      return false;
    }
    FieldExpectation field = new FieldExpectation(mmu.get(), word.get(), names[2], numbers.value());
    if (event.fieldExpectations().stream().anyMatch(field::sameField)) {
      problems.report(cell.number(), start, "repeated key " + key);
      return false;
    }
    event.expectField(field);
    return true;
  }

  private boolean refuseKey(Cell cell, int start, String key) {
    List<String> names = new ArrayList<>(ExpectKey.ALL.stream().map(ExpectKey::wireName).toList());
    for (MmuId mmu : MmuId.values()) {
      for (RoleWord word : RoleWord.values()) {
        String prefix = mmu.wireName() + "." + word.wireName() + ".";
        RoleField.names().forEach(field -> names.add(prefix + field));
      }
    }
    String message =
        "unknown key " + cell.quoted(start, start + key.length()) + ", expected an expectation";
    problems.report(cell.number(), start, message + NearestName.hint(key, names));
    return false;
  }

  private static <W extends Word> Optional<W> find(W[] words, String name) {
    return Stream.of(words).filter(word -> word.wireName().equals(name)).findFirst();
  }
}
