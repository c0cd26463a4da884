// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;

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
    while (before != null && before.getOpcode() == Spot.NONE) {
      if (before instanceof LabelNode label && isJumpedTo(label, spot)) {
        return true;
      }
      before = before.getPrevious();
    }
    return false;
  }

  private static boolean isJumpedTo(LabelNode label, Spot spot) {
    for (AbstractInsnNode insn : spot.method().instructions) {
      if (insn instanceof JumpInsnNode jump && jump.label.equals(label)) {
        return true;
      }
    }
    return false;
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
