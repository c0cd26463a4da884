// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values are what a POSIX shell makes of the same words. */
class CommandWordsTest {
  @Test
  void blanksPartWords() throws SubjectException {
    assertEquals(List.of("./mmu", "-v", "6.1"), CommandWords.of("  ./mmu -v\t6.1 "));
  }

  @Test
  void singleQuotesKeepEverything() throws SubjectException {
    assertEquals(List.of("sh", "-c", "a \"b\" \\ $c"), CommandWords.of("sh -c 'a \"b\" \\ $c'"));
  }

  @Test
  void doubleQuotesKeepBlanksAndLetQuotesBeEscaped() throws SubjectException {
    assertEquals(List.of("a \"b\" \\ 'c' \\n"), CommandWords.of("\"a \\\"b\\\" \\\\ 'c' \\n\""));
  }

  @Test
  void backslashTakesTheNextCharacter() throws SubjectException {
    assertEquals(List.of("my mmu", "\"x"), CommandWords.of("my\\ mmu \\\"x"));
  }

  @Test
  void quotesWithinAWordAndEmptyWords() throws SubjectException {
    assertEquals(List.of("--name=a b", "", "c"), CommandWords.of("--name='a b' '' c"));
  }

  @Test
  void openQuoteIsAnError() {
    SubjectException e = assertThrows(SubjectException.class, () -> CommandWords.of("a 'b"));
    assertEquals("expected a second ' in: a 'b", e.reason());
  }

  @Test
  void noWordIsAnError() {
    assertThrows(SubjectException.class, () -> CommandWords.of("  "));
  }
}
