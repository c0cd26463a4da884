// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Changes of numbers that are no masks, and of truth values. */
final class Constants {
  private static final Set<Integer> SHIFTS = Set.of(ISHL, LSHL, ISHR, LSHR, IUSHR, LUSHR);
  private static final Set<Integer> COMPARISONS =
      Set.of(LCMP, IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPLE, IF_ICMPGT, IF_ICMPGE);
  private static final Set<Integer> ARRAYS = Set.of(NEWARRAY, ANEWARRAY);

  private Constants() {}

  static List<Change> replace(Spot spot) {
    Optional<Number> number = spot.number();
    if (number.isEmpty() || Masks.isOperand(spot) || isOfTheCompiler(spot)) {
      return List.of();
    }
    long value = number.get().longValue();
    boolean isNoChange = value == 0 && COMPARISONS.contains(spot.nextOpcode());
    if (isNoChange) {
      return List.of(); // the condition that this is part of is changed itself
    }
    return List.of(isTruth(spot) ? truth(value == 1) : neighbour(spot, number.get()));
  }

  private static Change truth(boolean value) {
    return new Change(Operator.CONSTANT, value + " turned into " + !value, Push.truth(!value));
  }

  private static Change neighbour(Spot spot, Number number) {
    long value = number.longValue();
    long next = value == 1 && !SHIFTS.contains(spot.nextOpcode()) ? 0 : value + 1;
    Number changed = number instanceof Long ? (Number) next : (Number) (int) next;
    String what = SHIFTS.contains(spot.nextOpcode()) ? "the shift amount " : "";
    return new Change(
        Operator.CONSTANT,
        "%s%s turned into %s".formatted(what, text(value), text(next)),
        Push.number(changed));
  }

  private static String text(long value) {
    return Math.abs(value) < 100 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  /** Whether a number stands for true or false where it goes. */
  private static boolean isTruth(Spot spot) {
    return spot.next()
        .map(
            next -> {
              if (next.insn() instanceof MethodInsnNode call) {
                Type[] types = Type.getArgumentTypes(call.desc);
                return types.length > 0 && types[types.length - 1].equals(Type.BOOLEAN_TYPE);
              }
              if (next.insn() instanceof FieldInsnNode field) {
                return field.desc.equals("Z");
              }
              return next.opcode() == IRETURN && next.returned().equals(Type.BOOLEAN_TYPE);
            })
        .orElse(false);
  }

  /** Whether the number is in no source: it makes a truth value, an array or an enum constant. */
  private static boolean isOfTheCompiler(Spot spot) {
    boolean isOrdinal =
        spot.method().name.equals("<clinit>")
            && spot.previous().map(s -> s.insn() instanceof LdcInsnNode).orElse(false)
            && spot.previous().flatMap(Spot::previous).map(Spot::opcode).orElse(Spot.NONE) == DUP;
    return isOrdinal
        || spot.previousOpcode() == DUP
        || ARRAYS.contains(spot.nextOpcode())
        || isMadeOfACondition(spot);
  }

  /** Whether it is one of {@code push 1; goto end; no: push 0; end:} or the same the other way. */
  private static boolean isMadeOfACondition(Spot spot) {
    return spot.opcode() >= ICONST_0
        && spot.opcode() <= ICONST_1
        && (spot.next().map(Constants::skipsTheOther).orElse(false)
            || spot.previous().map(Constants::skipsTheOther).orElse(false));
  }

  private static boolean skipsTheOther(Spot jump) {
    if (jump.opcode() != GOTO) {
      return false;
    }
    Optional<Spot> other = jump.next();
    Optional<Spot> end = jump.at(((JumpInsnNode) jump.insn()).label).next();
    return isBit(jump.previousOpcode())
        && isBit(other.map(Spot::opcode).orElse(Spot.NONE))
        && end.isPresent()
        && end.map(Spot::insn).equals(other.flatMap(Spot::next).map(Spot::insn));
  }

  private static boolean isBit(int opcode) {
    return opcode == ICONST_0 || opcode == ICONST_1;
  }
}
