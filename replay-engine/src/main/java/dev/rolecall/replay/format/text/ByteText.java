// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.nio.charset.StandardCharsets;

/** A stretch of bytes, and a place in it that moves on as it is read. */
final class ByteText {
  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  void set(byte[] newBytes, int from, int to) {
    bytes = newBytes;
    at = from;
    end = to;
  }

  /** The place, an index of the bytes. */
  int mark() {
    return at;
  }

  void reset(int mark) {
    at = mark;
  }

  int end() {
    return end;
  }

  byte[] bytes() {
    return bytes;
  }

  boolean isAtEnd() {
    return at >= end;
  }

  /** The next byte, 0 at the end. */
  int peek() {
    return at < end ? bytes[at] : 0;
  }

  void advance() {
    at++;
  }

  void skipBlanks() {
    if (at + 1 < end && bytes[at] == ' ' && bytes[at + 1] > ' ') {
      at++; // mostly there is one
      return;
    }
    at = ByteSearch.skipBlanks(bytes, at, end);
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
  }

  /** Moves behind the next occurrence of a literal; false, and nowhere, if there is none. */
  boolean skipTo(byte[] literal) {
    for (int i = at; i + literal.length <= end; i++) {
      if (startsAt(i, literal)) {
        at = i + literal.length;
        return true;
      }
    }
    return false;
  }

  /** Moves behind a literal that is next; false, and nowhere, if it is not. */
  boolean skip(byte[] literal) {
    if (at + literal.length <= end && startsAt(at, literal)) {
      at += literal.length;
      return true;
    }
    return false;
  }

  private boolean startsAt(int from, byte[] literal) {
    for (int i = 0; i < literal.length; i++) {
      if (bytes[from + i] != literal[i]) {
        return false;
      }
    }
    return true;
  }

  /** The bytes between two places as text, one byte a character. */
  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
