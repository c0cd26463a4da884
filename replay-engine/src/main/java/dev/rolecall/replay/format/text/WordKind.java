// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.util.Map;

/** Fields that are printed as words. */
enum WordKind {
  /**
   * The flags of a page fault's error code, {@code P|W|U}, unknown ones in hexadecimal:
   * kvm_mmu_trace_pferr_flags, v6.1 mmutrace.h.
   */
  PFERR {
    @Override
    boolean read(ByteText text, long[] values, int index) {
      long flags = 0;
      NumberText number = new NumberText();
      do {
        if (text.peek() == '|') {
          text.advance();
        }
        if (number.read(text, true) && text.peek() != 'x') {
          flags |= number.value();
        } else {
          Integer bit = PFERR_BITS.get(word(text));
          if (bit == null) {
            return false;
          }
          flags |= 1L << bit;
        }
      } while (text.peek() == '|');
      values[index] = flags;
      return true;
    }
  },

  /** An exception by its mnemonic: kvm_trace_sym_exc, v6.1 trace.h. */
  EXCEPTION {
    @Override
    boolean read(ByteText text, long[] values, int index) {
      if (text.peek() != '#') {
        return false;
      }
      text.advance();
      Integer vector = EXCEPTIONS.get(word(text));
      if (vector == null) {
        return false;
      }
      values[index] = vector;
      return true;
    }
  },

  /**
   * An exit reason by its name. VMX's are in capitals, SVM's are not, or begin with EXIT_ in
   * trace-cmd's plugin: vmx.h, svm.h. The field behind it is the instruction set, 1 for VMX and 2
   * for SVM. Reasons that nobody asks for are -1.
   */
  REASON {
    @Override
    boolean read(ByteText text, long[] values, int index) {
      String reason = word(text);
      if (reason.isEmpty()) {
        return false;
      }
      boolean svm =
          reason.startsWith("EXIT_") || !reason.equals(reason.toUpperCase(java.util.Locale.ROOT));
      if (reason.equals("PF")) { // the kernel's "PF excp"
        svm = true;
      }
      values[index] = REASONS.getOrDefault(reason, -1);
      values[index + 1] = svm ? 2 : 1;
      return true;
    }
  };

  private static final Map<String, Integer> PFERR_BITS =
      Map.of("P", 0, "W", 1, "U", 2, "RSVD", 3, "F", 4);

  private static final Map<String, Integer> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("DE", 0),
          Map.entry("DB", 1),
          Map.entry("BP", 3),
          Map.entry("OF", 4),
          Map.entry("BR", 5),
          Map.entry("UD", 6),
          Map.entry("NM", 7),
          Map.entry("DF", 8),
          Map.entry("TS", 10),
          Map.entry("NP", 11),
          Map.entry("SS", 12),
          Map.entry("GP", 13),
          Map.entry("PF", 14),
          Map.entry("MF", 16),
          Map.entry("AC", 17),
          Map.entry("MC", 18));

  private static final Map<String, Integer> REASONS =
      Map.of(
          "npf", 0x400,
          "EXIT_NPF", 0x400,
          "PF", 0x4e,
          "EXIT_EXCP_PF", 0x4e,
          "EXIT_EXCP14", 0x4e,
          "EPT_VIOLATION", 48,
          "EPT_MISCONFIG", 49);

  /** Reads the field; false if the text is none of its words. */
  abstract boolean read(ByteText text, long[] values, int index);

  private static String word(ByteText text) {
    int from = text.mark();
    while (isWordPart(text.peek())) {
      text.advance();
    }
    return text.text(from, text.mark());
  }

  private static boolean isWordPart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
