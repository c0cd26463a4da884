// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.RoleField;
import dev.rolecall.replay.trace.RoleWord;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Makes events that obey the rules, with values that are likely to break something. */
public final class GeneratedEvents {
  private static final String LETTERS = "ab=,:+%\"' \t\n\r\u0000\u007f#-0x\u00e9\u20ac\ud83d\ude00";

  private static final Map<ValueKind, List<Long>> EDGES = new ConcurrentHashMap<>();

  private final Random random;

  /** Events that follow from a seed. */
  public GeneratedEvents(long seed) {
    this.random = new Random(seed);
  }

  /** The first event of a trace. */
  public static TraceEvent machine() {
    TraceEvent event = new TraceEvent();
    event.reset(EventType.MACHINE);
    event.args().setText(Arg.REVISION, "v5.18");
    return event;
  }

  /** The least and the greatest values of a kind of number, and each single bit between. */
  public static List<Long> edges(ValueKind kind) {
    return EDGES.computeIfAbsent(kind, GeneratedEvents::edgesOf);
  }

  private static List<Long> edgesOf(ValueKind kind) {
    List<Long> edges = new ArrayList<>(List.of(0L, 1L, -1L));
    for (int bit = 0; bit < Long.SIZE; bit++) {
      edges.add(1L << bit);
      edges.add((1L << bit) - 1);
    }
    if (kind instanceof ValueKind.Range range) {
      edges.add(range.min());
      edges.add(range.max());
    }
    return edges.stream().distinct().filter(kind::admits).toList();
  }

  /** An event of a type other than {@code machine}. */
  public TraceEvent next() {
    EventType[] types = EventType.values();
    TraceEvent event = ofType(types[1 + random.nextInt(types.length - 1)]);
    for (ExpectKey key : ExpectKey.ALL) {
      boolean excluded = key == ExpectKey.FAULT && event.expectations().has(ExpectKey.GPA);
      if (random.nextInt(4) == 0 && !excluded) {
        fill(key, event.expectations());
      }
    }
    if (random.nextInt(4) == 0) {
      addField(event);
    }
    if (random.nextBoolean()) {
      event.setVm(random.nextInt() >>> 1);
    }
    if (random.nextBoolean()) {
      event.setVcpu(random.nextInt() >>> 1);
    }
    return event;
  }

  /** An event of a type with what it requires and some of what it may have. */
  public TraceEvent ofType(EventType type) {
    TraceEvent event = new TraceEvent();
    event.reset(type);
    type.required().forEach(arg -> fill(arg, event.args()));
    if (!type.exactlyOneOf().isEmpty()) {
      fill(pick(type.exactlyOneOf()), event.args());
    }
    for (Arg arg : type.optional()) {
      if (random.nextBoolean()) {
        fill(arg, event.args());
      }
    }
    repair(event);
    return event;
  }

  /** Gives a key a value. */
  public <K extends Key> void fill(K key, KeyValues<K> values) {
    ValueKind kind = key.kind();
    if (kind instanceof ValueKind.Tuples list) {
      int size = list.min() == list.max() ? list.min() : list.min() + random.nextInt(6);
      fillTuples(list, size, values.setTuples(key));
    } else if (kind instanceof ValueKind.Roots) {
      fillRoots(values.setTuples(key));
    } else if (kind instanceof ValueKind.Text) {
      values.setText(key, text());
    } else if (kind instanceof ValueKind.Bytes) {
      byte[] bytes = new byte[1 + random.nextInt(20)];
      random.nextBytes(bytes);
      values.setBytes(key, bytes);
    } else {
      values.set(key, pick(edges(kind)));
    }
  }

  private void fillTuples(ValueKind.Tuples list, int size, LongTuples out) {
    for (int i = 0; i < size; i++) {
      list.parts().forEach(part -> out.add(pick(edges(part.range()))));
    }
  }

  private void fillRoots(LongTuples out) {
    for (int i = 0; i < ValueKind.Roots.COUNT; i++) {
      long kind = pick(edges(ValueKind.Roots.KIND));
      out.add(kind);
      for (ValueKind.Part part : ValueKind.Roots.PARTS) {
        out.add(kind == ValueKind.Roots.NO_ROOT ? 0 : pick(edges(part.range())));
      }
    }
  }

  private void addField(TraceEvent event) {
    String name = pick(RoleField.names().stream().sorted().toList());
    event.expectField(
        new FieldExpectation(
            pick(List.of(MmuId.values())),
            pick(List.of(RoleWord.values())),
            name,
            pick(edges(RoleField.values(name)))));
  }

  /** Removes what the rules forbid beside the rest. */
  private static void repair(TraceEvent event) {
    KeyValues<Arg> args = event.args();
    switch (event.type()) {
      case NESTED_ENTRY -> {
        NestedMode mode = args.word(Arg.MODE, NestedMode.class);
        List<Arg> refused = new ArrayList<>();
        if (mode != NestedMode.NPT) {
          refused.add(Arg.NCR3);
        }
        if (mode != NestedMode.EPT) {
          refused.addAll(List.of(Arg.EPTP, Arg.EXECONLY, Arg.AD));
        }
        refused.forEach(args::remove);
      }
      case NEW_PGD -> args.set(Arg.MMU, MmuId.GUEST_MMU);
      case MEMORY -> args.set(Arg.GPA, args.number(Arg.GPA) >>> 8);
      case MEMSLOT -> args.set(Arg.PAGES, 0);
      default -> {}
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int[] letters = LETTERS.codePoints().toArray();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
