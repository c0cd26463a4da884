// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Place;

/** Finds places in the raw text of a row: walks it again, the way that the parser did. */
final class RowPlaces {
  private final CharSequence text;
  private int index;
  private long line;
  private int column = 1;

  private RowPlaces(CharSequence text, long line) {
    this.text = text;
    this.line = line;
  }

  /**
   * The place of a character of a cell.
   *
   * @param text the raw text of the row
   * @param line the physical line on which it begins
   * @param cell the cell's number, from 0
   * @param offset the character's index in the cell's value
   */
  static Place.Line ofCharacter(CharSequence text, long line, int cell, int offset) {
    RowPlaces places = new RowPlaces(text, line);
    for (int i = 0; i < cell; i++) {
      places.skipValue(Integer.MAX_VALUE);
      places.advance();
    }
    places.skipValue(offset);
    return places.here();
  }

  /** The place of a character of the raw text. */
  static Place.Line ofIndex(CharSequence text, long line, int index) {
    RowPlaces places = new RowPlaces(text, line);
    while (places.index < index) {
      places.advance();
    }
    return places.here();
  }

  /**
   * The place at which the quotes of a row go wrong: where text follows a closing quote, or where a
   * quote opens that nothing closes.
   */
  static Place.Line ofQuotingFault(CharSequence text, long line) {
    RowPlaces places = new RowPlaces(text, line);
    while (places.inText()) {
      Place.Line start = places.here();
      boolean quoted = places.at('"');
      places.skipValue(Integer.MAX_VALUE);
      if (quoted && !places.inText()) {
        return start;
      }
      if (!places.at(',')) {
        break;
      }
      places.advance();
    }
    return places.here();
  }

  /** Skips so many characters of a cell's value, or all of them and the closing quote. */
  private void skipValue(int count) {
    if (at('"')) {
      advance();
      skipQuoted(count);
      return;
    }
    for (int i = 0; i < count && inText() && !at(',') && !at('\n') && !at('\r'); i++) {
      advance();
    }
  }

  private void skipQuoted(int count) {
    for (int i = 0; i < count && inText(); i++) {
      if (at('"')) {
        advance();
        if (!at('"')) {
          return;
        }
      }
      advance();
    }
  }

  private void advance() {
    if (!inText()) {
      return;
    }
    boolean lineEnds =
        at('\n') || (at('\r') && !(index + 1 < text.length() && text.charAt(index + 1) == '\n'));
    boolean counts = !Character.isLowSurrogate(text.charAt(index)) || at(PhysicalLines.MALFORMED);
    index++;
    line += lineEnds ? 1 : 0;
    column = lineEnds ? 1 : column + (counts ? 1 : 0);
  }

  private boolean at(char c) {
    return inText() && text.charAt(index) == c;
  }

  private boolean inText() {
    return index < text.length();
  }

  private Place.Line here() {
    return new Place.Line(line, column);
  }
}
