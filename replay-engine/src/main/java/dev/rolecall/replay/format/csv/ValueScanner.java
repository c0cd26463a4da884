// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.ValueKind;
import java.util.List;

/**
 * Reads the value behind a key's equals sign, by the kind of the key. Ranges are not its business,
 * only that the text is of the kind.
 */
final class ValueScanner {
  private static final String NONE = "none";

  private final NumberScanner numbers = new NumberScanner();

  /** Reads the characters from {@code from} to {@code to}; whether they are a value of the key. */
  <K extends Key> boolean scan(Cell cell, int from, int to, K key, KeyValues<K> values) {
    ValueKind kind = key.kind();
    if (kind instanceof ValueKind.Range || kind instanceof ValueKind.Flag) {
      boolean number = numbers.scan(cell.text(), from, to);
      values.set(key, numbers.value());
      return number;
    }
    if (kind instanceof ValueKind.OneOf words) {
      int word = indexOf(words.words(), cell, from, to);
      values.set(key, word);
      return word >= 0;
    }
    if (kind instanceof ValueKind.SetOf words) {
      return scanSet(cell, from, to, words.words(), key, values);
    }
    if (kind instanceof ValueKind.Tuples list) {
      return scanTuples(cell, from, to, list, values.setTuples(key));
    }
    if (kind instanceof ValueKind.Roots) {
      return scanRoots(cell, from, to, values.setTuples(key));
    }
    if (kind instanceof ValueKind.Bytes) {
      return scanBytes(cell, from, to, key, values);
    }
    values.setText(key, unescape(cell, from, to));
    return true;
  }

  private static <K extends Key> boolean scanSet(
      Cell cell, int from, int to, List<String> words, K key, KeyValues<K> values) {
    long set = 0;
    if (!matches(NONE, cell, from, to)) {
      for (int start = from; start <= to; start = cell.indexOf('+', start, to) + 1) {
        int word = indexOf(words, cell, start, cell.indexOf('+', start, to));
        if (word < 0 || (set >>> word & 1) != 0) {
          return false;
        }
        set |= 1L << word;
      }
    }
    values.set(key, set);
    return true;
  }

  private boolean scanTuples(Cell cell, int from, int to, ValueKind.Tuples list, LongTuples out) {
    if (list.min() == 0 && matches(NONE, cell, from, to)) {
      return true;
    }
    for (int start = from; start <= to; start = cell.indexOf(',', start, to) + 1) {
      if (!scanParts(cell, start, cell.indexOf(',', start, to), list.parts().size(), out)) {
        return false;
      }
    }
    return true;
  }

  private boolean scanParts(Cell cell, int from, int to, int count, LongTuples out) {
    int start = from;
    for (int i = 0; i < count; i++) {
      int end = i == count - 1 ? to : cell.indexOf(':', start, to);
      if (start > to || !numbers.scan(cell.text(), start, end)) {
        return false;
      }
      out.add(numbers.value());
      start = end + 1;
    }
    return true;
  }

  private boolean scanRoots(Cell cell, int from, int to, LongTuples out) {
    for (int start = from; start <= to; start = cell.indexOf(',', start, to) + 1) {
      int end = cell.indexOf(',', start, to);
      int kindEnd = cell.indexOf(':', start, end);
      int kind = indexOf(ValueKind.Roots.KIND.words(), cell, start, kindEnd);
      out.add(kind);
      if (kind == ValueKind.Roots.NO_ROOT && kindEnd == end) {
        out.add(0, 0, 0);
      } else if (kind <= ValueKind.Roots.NO_ROOT
          || !scanParts(cell, kindEnd + 1, end, ValueKind.Roots.PARTS.size(), out)) {
        return false;
      }
    }
    return out.size() == ValueKind.Roots.COUNT;
  }

  private static <K extends Key> boolean scanBytes(
      Cell cell, int from, int to, K key, KeyValues<K> values) {
    int start = cell.startsWith("0x", from, to) ? from + 2 : from;
    if (start == to || (to - start) % 2 != 0) {
      return false;
    }
    byte[] bytes = new byte[(to - start) / 2];
    for (int i = 0; i < bytes.length; i++) {
      int octet = hexPair(cell, start + 2 * i);
      if (octet < 0) {
        return false;
      }
      bytes[i] = (byte) octet;
    }
    values.setBytes(key, bytes);
    return true;
  }

  /** A text with each {@code %XX} replaced by the character of that code. */
  private static String unescape(Cell cell, int from, int to) {
    if (cell.indexOf('%', from, to) == to) {
      return cell.string(from, to);
    }
    StringBuilder text = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = cell.text()[i];
      int escaped = c == '%' && i + 2 < to ? hexPair(cell, i + 1) : -1;
      text.append(escaped < 0 ? c : (char) escaped);
      i += escaped < 0 ? 0 : 2;
    }
    return text.toString();
  }

  /** The number that two hexadecimal digits make, or a negative one. */
  private static int hexPair(Cell cell, int at) {
    int high = NumberScanner.hexDigit(cell.text()[at]);
    int low = NumberScanner.hexDigit(cell.text()[at + 1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int indexOf(List<String> words, Cell cell, int from, int to) {
    for (int i = 0; i < words.size(); i++) {
      if (matches(words.get(i), cell, from, to)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(String word, Cell cell, int from, int to) {
    return to - from == word.length() && cell.startsWith(word, from, to);
  }
}
