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
      int number = REASONS.getOrDefault(reason, -1);
      boolean exception = number >= SVM_EXCEPTIONS && number < SVM_EXCEPTIONS + 32; // "PF excp"
      boolean svm =
          exception
              || reason.startsWith("EXIT_")
              || !reason.equals(reason.toUpperCase(java.util.Locale.ROOT));
      values[index] = number;
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

  /** SVM's exit code for exception 0; that of another is its vector more. */
  private static final int SVM_EXCEPTIONS = 0x40;

  private static final Map<String, Integer> REASONS =
      Map.ofEntries(
          Map.entry("npf", 0x400),
          Map.entry("EXIT_NPF", 0x400),
          Map.entry("PF", 0x4e),
          Map.entry("EXIT_EXCP_PF", 0x4e),
          Map.entry("EXIT_EXCP14", 0x4e),
          Map.entry("GP", 0x4d),
          Map.entry("EXIT_EXCP_GP", 0x4d),
          Map.entry("EXIT_EXCP13", 0x4d),
          Map.entry("UD", 0x46),
          Map.entry("EXIT_EXCP_UD", 0x46),
          Map.entry("EXIT_EXCP6", 0x46),
          Map.entry("write_cr0", 0x10),
          Map.entry("EXIT_WRITE_CR0", 0x10),
          Map.entry("write_cr4", 0x14),
          Map.entry("EXIT_WRITE_CR4", 0x14),
          Map.entry("cr0_sel_write", 0x65),
          Map.entry("EXIT_CR0_SEL_WRITE", 0x65),
          Map.entry("msr", 0x7c),
          Map.entry("EXIT_MSR", 0x7c),
          Map.entry("vmrun", 0x80),
          Map.entry("EXIT_VMRUN", 0x80),
          Map.entry("VMLAUNCH", 20),
          Map.entry("VMRESUME", 24),
          Map.entry("CR_ACCESS", 28),
          Map.entry("IO_INSTRUCTION", 30),
          Map.entry("MSR_WRITE", 32),
          Map.entry("EPT_VIOLATION", 48),
          Map.entry("EPT_MISCONFIG", 49));

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
