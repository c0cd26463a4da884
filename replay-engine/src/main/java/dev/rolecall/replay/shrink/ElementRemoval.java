// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Takes elements from the lists of an event, all at once, so that their numbers stay good. */
final class ElementRemoval {
  private final TraceEvent event;
  private final Map<Arg, Elements> lists = new EnumMap<>(Arg.class);

  ElementRemoval(TraceEvent event) {
    this.event = event;
  }

  /** A list with what is gone of it. */
  private static final class Elements {
    private final long[] numbers;
    private final int width;
    private final boolean[] gone;

    private Elements(long[] numbers, int width) {
      this.numbers = numbers;
      this.width = width;
      this.gone = new boolean[numbers.length / width];
    }

    private int first() {
      int first = 0;
      while (first < gone.length && gone[first]) {
        first++;
      }
      return first;
    }

    private int end() {
      int end = gone.length;
      while (end > 0 && gone[end - 1]) {
        end--;
      }
      return end;
    }
  }

  void remove(Part.Element element) {
    of(element.arg()).gone[element.index()] = true;
  }

  void clear(Part.ElementBit bit) {
    Elements list = of(bit.arg());
    list.numbers[bit.index() * list.width + bit.part()] &= ~(1L << bit.bit());
  }

  private Elements of(Arg arg) {
    return lists.computeIfAbsent(arg, this::read);
  }

  private Elements read(Arg arg) {
    if (arg.kind() instanceof ValueKind.Bytes) {
      byte[] bytes = event.args().bytes(arg);
      long[] numbers = new long[bytes.length];
      Arrays.setAll(numbers, i -> bytes[i]);
      return new Elements(numbers, 1);
    }
    LongTuples tuples = event.args().tuples(arg);
    int width = tuples.width();
    long[] numbers = new long[tuples.size() * width];
    Arrays.setAll(numbers, i -> tuples.get(i / width, i % width));
    return new Elements(numbers, width);
  }

  /** Gives the event what is left. */
  void finish() {
    lists.forEach(
        (arg, list) -> {
          if (!event.args().has(arg)) {
            return;
          }
          switch (arg) {
            case QWORDS -> finishMemory(list, Long.BYTES);
            case BYTES -> finishMemory(list, 1);
            default -> finishList(arg, list);
          }
        });
  }

  private void finishList(Arg arg, Elements list) {
    LongTuples tuples = event.args().setTuples(arg);
    for (int i = 0; i < list.numbers.length; i++) {
      if (!list.gone[i / list.width]) {
        tuples.add(list.numbers[i]);
      }
    }
  }

  private void finishMemory(Elements list, int size) {
    int first = list.first();
    int end = list.end();
    for (int i = first; i < end; i++) {
      list.numbers[i] = list.gone[i] ? 0 : list.numbers[i];
    }
    event.args().set(Arg.GPA, event.args().number(Arg.GPA) + (long) first * size);
    if (size == 1) {
      byte[] bytes = new byte[Math.max(0, end - first)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) list.numbers[first + i];
      }
      event.args().setBytes(Arg.BYTES, bytes);
    } else {
      LongTuples qwords = event.args().setTuples(Arg.QWORDS);
      for (int i = first; i < end; i++) {
        qwords.add(list.numbers[i]);
      }
    }
  }
}
