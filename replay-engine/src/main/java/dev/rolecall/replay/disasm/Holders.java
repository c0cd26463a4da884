// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.disasm;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one instruction does to the set of registers that hold a value. An instruction that is not
 * known is taken to change every register.
 */
final class Holders {
  private static final Set<String> CHANGE_NOTHING =
      Set.of(
          "cmp", "test", "push", "nop", "bt", "endbr64", "ud2", "int3", "lfence", "mfence",
          "sfence", "pause", "stac", "clac");

  /** Those that write their last operand and nothing else. */
  private static final Set<String> WRITE_LAST =
      Set.of(
          "mov", "lea", "add", "sub", "and", "or", "xor", "not", "neg", "inc", "dec", "adc", "sbb",
          "shl", "sal", "shr", "sar", "rol", "ror", "pop", "bts", "btr", "btc", "bsf", "bsr",
          "movz", "movs", "movabs", "set", "cmov");

  /** Sign extensions, which have no operands. */
  private static final Set<String> WRITE_AX_AND_DX = Set.of("cltq", "cqto", "cltd", "cwtl");

  private static final String SIZES = "bwlq";

  private Holders() {}

  /** The registers that hold the value after an instruction, of those before it. */
  static Set<Register> after(Instruction instruction, Set<Register> before) {
    Set<Register> after = EnumSet.copyOf(before);
    if (instruction.isCall()) {
      if (!instruction.symbol().startsWith("__fentry__")) {
        after.removeAll(Register.CHANGED_BY_CALLS);
      }
      return after;
    }
    String mnemonic = instruction.mnemonic();
    if (WRITE_AX_AND_DX.contains(mnemonic)) {
      after.removeAll(EnumSet.of(Register.AX, Register.DX));
      return after;
    }
    if (instruction.isJump()
        || instruction.isConditionalJump()
        || isOneOf(mnemonic, CHANGE_NOTHING)
        || isPadding(instruction)) {
      return after;
    }
    boolean known = isOneOf(mnemonic, WRITE_LAST) || isFamily(mnemonic);
    if (!known || isString(instruction)) {
      after.clear();
      return after;
    }
    write(instruction, after);
    return after;
  }

  private static void write(Instruction instruction, Set<Register> after) {
    Optional<Register> target = Register.of(instruction.destination());
    if (target.isEmpty()) {
      return;
    }
    boolean copies =
        instruction.mnemonic().equals("mov")
            && instruction.operands().size() == 2
            && Register.whole(instruction.destination()).isPresent()
            && Register.whole(instruction.operands().get(0)).filter(after::contains).isPresent();
    if (copies) {
      after.add(target.get());
    } else {
      after.remove(target.get());
    }
  }

  private static boolean isOneOf(String mnemonic, Set<String> names) {
    int last = mnemonic.length() - 1;
    return names.contains(mnemonic)
        || (last > 0
            && SIZES.indexOf(mnemonic.charAt(last)) >= 0
            && names.contains(mnemonic.substring(0, last)));
  }

  /** setne, cmovge, movzbl and the like. */
  private static boolean isFamily(String mnemonic) {
    return mnemonic.startsWith("set")
        || mnemonic.startsWith("cmov")
        || mnemonic.startsWith("movz")
        || mnemonic.startsWith("movs");
  }

  private static boolean isPadding(Instruction instruction) {
    return instruction.mnemonic().equals("xchg")
        && instruction.operands().equals(List.of("%ax", "%ax"));
  }

  private static boolean isString(Instruction instruction) {
    return instruction.operands().stream().anyMatch(each -> each.contains("%es:(%rdi)"));
  }
}
