// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a command apart into words, as a shell does and without its other services: blanks part
 * words; between single quotes everything stands for itself; between double quotes too, but for
 * {@code \"} and {@code \\}; elsewhere a backslash makes the next character stand for itself.
 * Variables, patterns, pipes and redirections are nothing special.
 */
final class CommandWords {
  private static final char OUTSIDE = ' ';

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private char quote = OUTSIDE;
  private int at;

  private CommandWords(String text) {
    this.text = text;
  }

  /**
   * The words of a command.
   *
   * @throws SubjectException if a quote is not closed, or there is no word
   */
  static List<String> of(String text) throws SubjectException {
    CommandWords words = new CommandWords(text);
    while (words.at < text.length()) {
      words.take(text.charAt(words.at++));
    }
    words.finish();
    return List.copyOf(words.words);
  }

  private void take(char c) {
    if (quote == OUTSIDE) {
      takeOutside(c);
    } else if (c == quote) {
      quote = OUTSIDE;
    } else if (c == '\\' && quote == '"' && at < text.length() && isEscapable(text.charAt(at))) {
      word.append(text.charAt(at++));
    } else {
      word.append(c);
    }
  }

  private void takeOutside(char c) {
    if (Character.isWhitespace(c)) {
      endWord();
      return;
    }
    inWord = true;
    if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '\\' && at < text.length()) {
      word.append(text.charAt(at++));
    } else {
      word.append(c);
    }
  }

  private static boolean isEscapable(char c) {
    return c == '"' || c == '\\';
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private void finish() throws SubjectException {
    if (quote != OUTSIDE) {
      throw new SubjectException("expected a second " + quote + " in: " + text);
    }
    endWord();
    if (words.isEmpty()) {
      throw new SubjectException("expected a program and its arguments, got nothing");
    }
  }
}
