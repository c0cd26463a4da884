// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.disasm;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;

/**
 * One instruction in the AT&amp;T syntax of objdump.
 *
 * @param address where it stands
 * @param mnemonic its name without prefixes
 * @param operands what it works on, the destination last
 * @param symbol the symbol that a relocation in it names; empty if there is none
 */
record Instruction(long address, String mnemonic, List<String> operands, String symbol) {
  private static final List<String> PREFIXES =
      List.of(
          "lock", "rep", "repz", "repnz", "notrack", "bnd", "cs", "ds", "es", "fs", "gs", "data16");

  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

  /** Makes the list this record's own. */
  Instruction {
    operands = List.copyOf(operands);
  }

  /** The instruction in the text behind an address. */
  static Instruction of(long address, String text) {
    int comment = text.indexOf('#');
    List<String> words =
        new ArrayList<>(WORDS.splitToList(comment < 0 ? text : text.substring(0, comment)));
    while (words.size() > 1 && PREFIXES.contains(words.get(0))) {
      words.remove(0);
    }
    String mnemonic = words.isEmpty() ? "" : words.remove(0);
    return new Instruction(address, mnemonic, split(String.join(" ", words)), "");
  }

  Instruction relocatedTo(String newSymbol) {
    return new Instruction(address, mnemonic, operands, newSymbol);
  }

  /** Splits at the commas outside parentheses. */
  private static List<String> split(String text) {
    List<String> operands = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      depth += each == '(' ? 1 : each == ')' ? -1 : 0;
      if (each == ',' && depth == 0) {
        operands.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      operands.add(text.substring(start));
    }
    return operands;
  }

  boolean isConditionalJump() {
    return mnemonic.startsWith("j") && !isJump();
  }

  boolean isJump() {
    return mnemonic.equals("jmp") || mnemonic.equals("jmpq");
  }

  boolean isCall() {
    return mnemonic.startsWith("call");
  }

  /** A return, or what a kernel with return thunks has in its place. */
  boolean isReturn() {
    return mnemonic.equals("ret")
        || mnemonic.equals("retq")
        || (isJump() && symbol.startsWith("__x86_return_thunk"));
  }

  /** The address that a direct jump or call names; negative if it names none. */
  long target() {
    if (operands.isEmpty()) {
      return -1;
    }
    String first = operands.get(0);
    int end = first.indexOf(' ');
    try {
      return Long.parseLong(end < 0 ? first : first.substring(0, end), 16);
    } catch (NumberFormatException e) {
      return -1; // through a register or memory
    }
  }

  /** Whether a jump leads to a part of a function that the compiler put elsewhere, as unlikely. */
  boolean leadsToAPart() {
    return symbol.startsWith(".")
        || symbol.contains(".cold")
        || (!operands.isEmpty() && operands.get(0).contains(".cold"));
  }

  /** The last operand, which most instructions write; empty if there is none. */
  String destination() {
    return operands.isEmpty() ? "" : operands.get(operands.size() - 1);
  }
}
