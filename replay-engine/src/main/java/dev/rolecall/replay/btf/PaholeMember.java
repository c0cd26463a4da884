// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.Optional;

/**
 * One member in pahole's text: {@code struct kvm_mmu root_mmu;} and a comment that holds {@code 384
 * 384}.
 *
 * @param name its name
 * @param composite the name of its struct or union; empty if it is none, or a pointer
 * @param offset bytes from the start of the struct
 * @param size its bytes, of an array all of them
 * @param count the elements of an array, else 0
 */
record PaholeMember(String name, String composite, long offset, long size, long count) {
  private static final Splitter WORDS =
      Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().trimResults();

  /** The member on a line; none if the line has none, or a bit field or function pointer. */
  static Optional<PaholeMember> of(String line) {
    int semicolon = line.indexOf(';');
    int open = line.lastIndexOf("/*");
    int close = line.lastIndexOf("*/");
    if (semicolon < 0 || open < semicolon || close < open) {
      return Optional.empty();
    }
    List<String> place = WORDS.splitToList(line.substring(open + 2, close));
    String declaration = line.substring(0, semicolon).strip();
    if (place.size() != 2
        || !place.stream().allMatch(PaholeMember::isNumber)
        || declaration.indexOf('(') >= 0
        || declaration.indexOf(':') >= 0) {
      return Optional.empty();
    }
    return of(declaration, Long.parseLong(place.get(0)), Long.parseLong(place.get(1)));
  }

  /** The bytes of the member, of an array those of one element. */
  long elementSize() {
    return count > 0 ? size / count : size;
  }

  private static Optional<PaholeMember> of(String declaration, long offset, long size) {
    int bracket = declaration.indexOf('[');
    String plain = bracket < 0 ? declaration : declaration.substring(0, bracket).strip();
    String dimension =
        bracket < 0 ? "0" : declaration.substring(bracket + 1, declaration.length() - 1);
    List<String> words = WORDS.splitToList(plain.replace('*', ' '));
    if (words.size() < 2 || !isNumber(dimension)) {
      return Optional.empty();
    }
    boolean pointer = plain.indexOf('*') >= 0;
    String composite = pointer ? "" : compositeOf(words);
    String name = words.get(words.size() - 1);
    return Optional.of(new PaholeMember(name, composite, offset, size, Long.parseLong(dimension)));
  }

  private static String compositeOf(List<String> words) {
    for (int i = 0; i < words.size() - 2; i++) {
      if (words.get(i).equals("struct") || words.get(i).equals("union")) {
        return words.get(i + 1);
      }
    }
    return "";
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() < 10
        && CharMatcher.inRange('0', '9').matchesAllOf(text);
  }
}
