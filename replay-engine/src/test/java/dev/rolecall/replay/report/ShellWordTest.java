// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShellWordTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "traces/6.1/a-b.csv.gz:4, traces/6.1/a-b.csv.gz:4",
        "größe.csv:1, größe.csv:1",
        "<stdin>:4, '<stdin>:4'",
        "a b.csv:4, 'a b.csv:4'",
        "it's.csv:4, 'it'\\''s.csv:4'",
        "$x.csv:4, '$x.csv:4'",
      })
  void whatAShellWouldChangeIsQuoted(String argument, String word) {
    assertEquals(word, ShellWord.of(argument));
  }
}
