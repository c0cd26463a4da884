// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.HexFormat;
import java.util.List;

/**
 * The canonical text of an event's arguments and expectations: {@code key=value} pairs separated by
 * single spaces, words and addresses in hexadecimal, counts in decimal.
 */
public final class EventText {
  private EventText() {}

  /** Appends the arguments, in the order in which {@link EventType} declares them. */
  public static void appendArgs(StringBuilder out, TraceEvent event) {
    int start = out.length();
    event
        .type()
        .args()
        .filter(event.args()::has)
        .forEach(arg -> appendPair(out, start, arg, event.args()));
  }

  /** Appends the expectations, in the order of {@link ExpectKey#ALL}, then those of fields. */
  public static void appendExpectations(StringBuilder out, TraceEvent event) {
    int start = out.length();
    KeyValues<ExpectKey> expectations = event.expectations();
    for (long left = expectations.present(); left != 0; left &= left - 1) {
      appendPair(out, start, ExpectKey.ALL.get(Long.numberOfTrailingZeros(left)), expectations);
    }
    for (FieldExpectation field : event.fieldExpectations()) {
      appendKey(out, start, field).append(Long.toUnsignedString(field.value()));
    }
  }

  private static <K extends Key> void appendPair(
      StringBuilder out, int start, K key, KeyValues<K> values) {
    appendKey(out, start, key);
    ValueKind kind = key.kind();
    if (kind instanceof ValueKind.Tuples list) {
      appendTuples(out, list, values.tuples(key));
    } else if (kind instanceof ValueKind.Roots) {
      appendRoots(out, values.tuples(key));
    } else if (kind instanceof ValueKind.Text) {
      appendEscaped(out, values.text(key));
    } else if (kind instanceof ValueKind.Bytes) {
      out.append(HexFormat.of().formatHex(values.bytes(key)));
    } else {
      appendScalar(out, kind, values.number(key));
    }
  }

  private static StringBuilder appendKey(StringBuilder out, int start, EventPart key) {
    if (out.length() > start) {
      out.append(' ');
    }
    return out.append(key.wireName()).append('=');
  }

  private static void appendScalar(StringBuilder out, ValueKind kind, long value) {
    if (kind instanceof ValueKind.Range range) {
      range.append(out, value);
    } else if (kind instanceof ValueKind.OneOf words) {
      out.append(words.words().get((int) value));
    } else if (kind instanceof ValueKind.SetOf words) {
      appendSet(out, words.words(), value);
    } else {
      out.append(value);
    }
  }

  private static void appendSet(StringBuilder out, List<String> words, long set) {
    if (set == 0) {
      out.append("none");
    }
    for (long left = set; left != 0; left &= left - 1) {
      out.append(words.get(Long.numberOfTrailingZeros(left)));
      if ((left & (left - 1)) != 0) {
        out.append('+');
      }
    }
  }

  private static void appendTuples(StringBuilder out, ValueKind.Tuples list, LongTuples tuples) {
    if (tuples.size() == 0) {
      out.append("none");
    }
    for (int tuple = 0; tuple < tuples.size(); tuple++) {
      out.append(tuple == 0 ? "" : ",");
      for (int part = 0; part < tuples.width(); part++) {
        out.append(part == 0 ? "" : ":");
        list.parts().get(part).range().append(out, tuples.get(tuple, part));
      }
    }
  }

  private static void appendRoots(StringBuilder out, LongTuples roots) {
    for (int root = 0; root < roots.size(); root++) {
      out.append(root == 0 ? "" : ",");
      out.append(ValueKind.Roots.KIND.words().get((int) roots.get(root)));
      if (roots.get(root) != ValueKind.Roots.NO_ROOT) {
        for (int part = 1; part < roots.width(); part++) {
          ValueKind.Roots.PARTS
              .get(part - 1)
              .range()
              .append(out.append(':'), roots.get(root, part));
        }
      }
    }
  }

  private static void appendEscaped(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '%' || c == '\u007f') {
        out.append('%').append(HexFormat.of().toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
  }
}
