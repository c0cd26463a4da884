// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules that an event obeys by itself, in every format: which arguments it has, and the range
 * of every value.
 */
public final class EventRules {
  private final RuleSink sink;
  private boolean obeyed;

  /** Rules whose breaking is told to a sink. */
  public EventRules(RuleSink sink) {
    this.sink = sink;
  }

  /** Checks one event; true if it breaks no rule. */
  public boolean check(TraceEvent event) {
    obeyed = true;
    checkArgsOfType(event);
    checkRanges(event.args());
    checkRanges(event.expectations());
    if (!event.fieldExpectations().isEmpty()) {
      checkFields(event.fieldExpectations());
    }
    checkCombinations(event);
    return obeyed;
  }

  private void checkArgsOfType(TraceEvent event) {
    EventType type = event.type();
    KeyValues<Arg> args = event.args();
    for (long left = args.present() & ~type.allowedMask(); left != 0; left &= left - 1) {
      Arg arg = Arg.ALL.get(Long.numberOfTrailingZeros(left));
      String takes = type.allowedMask() == 0 ? "no key" : names(type.args().toList());
      broken(arg, type.wireName() + " takes " + takes + ", not " + arg.wireName());
    }
    for (Arg arg : type.required()) {
      if (!args.has(arg)) {
        broken(Column.EVENT, type.wireName() + ": missing key " + arg.wireName());
      }
    }
    if (!type.exactlyOneOf().isEmpty()) {
      checkChoice(type, args);
    }
  }

  private void checkChoice(EventType type, KeyValues<Arg> args) {
    List<Arg> given = type.exactlyOneOf().stream().filter(args::has).toList();
    String expected =
        type.wireName() + ": expected exactly one of " + names(type.exactlyOneOf()) + ", got ";
    if (given.isEmpty()) {
      broken(Column.EVENT, expected + "none");
    } else if (given.size() > 1) {
      broken(given.get(1), expected + names(given));
    }
  }

  private <K extends Key> void checkRanges(KeyValues<K> values) {
    for (long left = values.present(); left != 0; left &= left - 1) {
      K key = values.keys().get(Long.numberOfTrailingZeros(left));
      ValueKind kind = key.kind();
      if (kind instanceof ValueKind.Tuples list) {
        checkTuples(key, list, values.tuples(key));
      } else if (kind instanceof ValueKind.Roots) {
        checkRoots(key, values.tuples(key));
      } else if (kind instanceof ValueKind.Bytes) {
        checkNotEmpty(key, values.bytes(key));
      } else if (!(kind instanceof ValueKind.Text) && !kind.admits(values.number(key))) {
        brokenValue(key, kind, values.number(key));
      }
    }
  }

  private void checkTuples(Key key, ValueKind.Tuples list, LongTuples tuples) {
    if (tuples.size() < list.min() || tuples.size() > list.max()) {
      broken(key, key.wireName() + ": expected " + list.expected() + ", got " + tuples.size());
    }
    for (int tuple = 0; tuple < tuples.size(); tuple++) {
      for (int part = 0; part < tuples.width(); part++) {
        ValueKind.Range range = list.parts().get(part).range();
        if (!range.admits(tuples.get(tuple, part))) {
          brokenValue(key, range, tuples.get(tuple, part));
        }
      }
    }
  }

  private void checkRoots(Key key, LongTuples roots) {
    if (roots.size() != ValueKind.Roots.COUNT) {
      broken(key, key.wireName() + ": expected " + key.kind().expected() + ", got " + roots.size());
    }
    for (int root = 0; root < roots.size(); root++) {
      if (!ValueKind.Roots.KIND.admits(roots.get(root))) {
        brokenValue(key, ValueKind.Roots.KIND, roots.get(root));
      } else if (roots.get(root) == ValueKind.Roots.NO_ROOT && !isBlank(roots, root)) {
        broken(key, key.wireName() + ": root " + root + " is -, expected no PGD, role and ID");
      }
    }
  }

  private static boolean isBlank(LongTuples roots, int root) {
    return (roots.get(root, 1) | roots.get(root, 2) | roots.get(root, 3)) == 0;
  }

  private void checkNotEmpty(Key key, byte[] bytes) {
    if (bytes.length == 0) {
      broken(key, key.wireName() + ": expected " + key.kind().expected() + ", got none");
    }
  }

  private void checkFields(List<FieldExpectation> fields) {
    for (int i = 0; i < fields.size(); i++) {
      FieldExpectation field = fields.get(i);
      if (!RoleField.exists(field.field())) {
        broken(field, field.wireName() + ": no revision has a role field " + field.field());
      } else if (!RoleField.values(field.field()).admits(field.value())) {
        brokenValue(field, RoleField.values(field.field()), field.value());
      }
      if (fields.subList(0, i).stream().anyMatch(field::sameField)) {
        broken(field, "repeated key " + field.wireName());
      }
    }
  }

  private void checkCombinations(TraceEvent event) {
    KeyValues<Arg> args = event.args();
    KeyValues<ExpectKey> expectations = event.expectations();
    if (expectations.has(ExpectKey.GPA) && expectations.has(ExpectKey.FAULT)) {
      broken(ExpectKey.FAULT, "expected either gpa or fault, got both");
    }
    switch (event.type()) {
      case NESTED_ENTRY -> checkNestedEntry(args);
      case NEW_PGD -> checkNewPgd(args);
      case MEMORY -> checkMemory(args);
      case MEMSLOT -> checkMemslot(args);
      default -> {}
    }
  }

  private void checkNestedEntry(KeyValues<Arg> args) {
    requireMode(args, Arg.NCR3, NestedMode.NPT);
    requireMode(args, Arg.EPTP, NestedMode.EPT);
    requireMode(args, Arg.EXECONLY, NestedMode.EPT);
    requireMode(args, Arg.AD, NestedMode.EPT);
  }

  private void requireMode(KeyValues<Arg> args, Arg arg, NestedMode mode) {
    if (args.has(arg) && args.has(Arg.MODE) && Arg.MODE.kind().admits(args.number(Arg.MODE))) {
      NestedMode given = args.word(Arg.MODE, NestedMode.class);
      if (given != mode) {
        broken(
            arg,
            arg.wireName() + ": only with mode=" + mode.wireName() + ", got " + given.wireName());
      }
    }
  }

  private void checkNewPgd(KeyValues<Arg> args) {
    if (args.has(Arg.MMU)
        && Arg.MMU.kind().admits(args.number(Arg.MMU))
        && args.word(Arg.MMU, MmuId.class) == MmuId.NESTED_MMU) {
      broken(Arg.MMU, "mmu: expected root or guest, got nested");
    }
  }

  private void checkMemory(KeyValues<Arg> args) {
    if (!args.has(Arg.GPA)) {
      return;
    }
    long size = args.has(Arg.QWORDS) ? (long) Long.BYTES * args.tuples(Arg.QWORDS).size() : 0;
    size = args.has(Arg.BYTES) ? args.bytes(Arg.BYTES).length : size;
    long gpa = args.number(Arg.GPA);
    if (size > 0 && Long.compareUnsigned(gpa + size - 1, gpa) < 0) {
      broken(Arg.GPA, "gpa: 0x" + Long.toHexString(gpa) + " and " + size + " bytes exceed 64 bits");
    }
  }

  private void checkMemslot(KeyValues<Arg> args) {
    if (args.has(Arg.GFN) && args.has(Arg.PAGES)) {
      long gfn = args.number(Arg.GFN);
      long pages = args.number(Arg.PAGES);
      boolean inRange = Arg.GFN.kind().admits(gfn) && Arg.PAGES.kind().admits(pages);
      if (inRange && pages > 0 && !Arg.GFN.kind().admits(gfn + pages - 1)) {
        broken(Arg.PAGES, "pages: the slot exceeds the last page, 0xfffffffffffff");
      }
    }
  }

  private void brokenValue(EventPart part, ValueKind kind, long value) {
    String got = kind instanceof ValueKind.Flag ? Long.toUnsignedString(value) : "none of these";
    got = kind instanceof ValueKind.Range range ? range.text(value) : got;
    broken(part, part.wireName() + ": expected " + kind.expected() + ", got " + got);
  }

  private void broken(EventPart part, String message) {
    obeyed = false;
    sink.broken(part, message);
  }

  private static String names(List<Arg> args) {
    return args.stream().map(Arg::wireName).collect(Collectors.joining(", "));
  }
}
