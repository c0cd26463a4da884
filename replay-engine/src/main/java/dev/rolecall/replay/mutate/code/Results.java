// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnNode;

/** Changes of the truth values and numbers that methods return. */
final class Results {
  private Results() {}

  static List<Change> replace(Spot spot) {
    boolean isConstant = spot.previous().flatMap(Spot::number).isPresent() && !isJoined(spot);
    if (isConstant) {
      return List.of(); // which is changed itself
    }
    if (spot.opcode() == LRETURN) {
      return List.of(change(spot, "0", Push.number(0L)));
    }
    if (spot.opcode() != IRETURN) {
      return List.of();
    }
    return spot.returned().equals(Type.BOOLEAN_TYPE)
        ? List.of(change(spot, "true", Push.truth(true)), change(spot, "false", Push.truth(false)))
        : List.of(change(spot, "0", Push.number(0)));
  }

  /** Whether the last number before is one of several that are returned here. */
  private static boolean isJoined(Spot spot) {
    AbstractInsnNode before = spot.insn().getPrevious();
    return before != null && before.getOpcode() == Spot.NONE && isLabel(before);
  }

  private static boolean isLabel(AbstractInsnNode insn) {
    return insn.getType() == AbstractInsnNode.LABEL || insn.getType() == AbstractInsnNode.FRAME;
  }

  private static Change change(Spot spot, String result, AbstractInsnNode push) {
    return new Change(
        Operator.RESULT,
        "returns " + result + " in any case",
        Push.pop(spot.returned()),
        push,
        new InsnNode(spot.opcode()));
  }
}
