// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import org.apache.commons.csv.CSVRecord;

/** The value of one cell, in an array that is reused from row to row. */
final class Cell {
  private static final int SHOWN = 60;

  private char[] text = new char[256];
  private int length;
  private int number;

  /** Takes the value of a row's cell, counted from 0. */
  void load(CSVRecord row, int cell) {
    String value = row.get(cell);
    number = cell;
    length = value.length();
    if (length > text.length) {
      text = new char[length * 2];
    }
    value.getChars(0, length, text, 0);
  }

  char[] text() {
    return text;
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Which cell of the row it is, from 0. */
  int number() {
    return number;
  }

  /** The index from {@code from} on, and before {@code to}, of a character, else {@code to}. */
  int indexOf(char c, int from, int to) {
    int i = from;
    while (i < to && text[i] != c) {
      i++;
    }
    return i;
  }

  /** Whether the characters from {@code from} to {@code to} begin with a prefix. */
  boolean startsWith(String prefix, int from, int to) {
    if (to - from < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (text[from + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The characters from {@code from} to {@code to}. */
  String string(int from, int to) {
    return new String(text, from, to - from);
  }

  /** Where a {@code key=value} pair of that key begins; 0 if nowhere. */
  int offsetOfKey(String key) {
    for (int start = 0; start < length; start = indexOf(' ', start, length) + 1) {
      if (startsWith(key + "=", start, length)) {
        return start;
      }
    }
    return 0;
  }

  /** The same in quotes, for messages: shortened, with control characters as dots. */
  String quoted(int from, int to) {
    return quoted(string(from, Math.min(to, from + SHOWN + 1)));
  }

  /** A text in quotes, for messages, in the same way. */
  static String quoted(String text) {
    String shown = text.substring(0, Math.min(text.length(), SHOWN)).replaceAll("\\p{Cntrl}", ".");
    return '"' + shown + (text.length() > SHOWN ? "…" : "") + '"';
  }
}
