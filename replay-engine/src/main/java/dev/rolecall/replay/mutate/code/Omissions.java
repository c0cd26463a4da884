// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Calls and assignments that are left out. */
final class Omissions {
  private Omissions() {}

  static List<Change> call(Spot spot) {
    if (!(spot.insn() instanceof MethodInsnNode call) || call.name.startsWith("<")) {
      return List.of();
    }
    boolean isVoid = Type.getReturnType(call.desc).equals(Type.VOID_TYPE);
    if (!isVoid && !givesItsKind(call, spot.types())) {
      return List.of();
    }
    List<AbstractInsnNode> pops = new ArrayList<>();
    for (Type argument : Type.getArgumentTypes(call.desc)) {
      pops.add(0, Push.pop(argument));
    }
    if (isVoid && call.getOpcode() != INVOKESTATIC) {
      pops.add(new InsnNode(POP));
    }
    if (pops.isEmpty()) {
      pops.add(new InsnNode(NOP));
    }
    return List.of(new Change(Operator.CALL, "the call of " + call.name + "() left out", pops));
  }

  /** Whether what is called gives another of its kind, so that it can stand for the result. */
  private static boolean givesItsKind(MethodInsnNode call, Types types) {
    return call.getOpcode() != INVOKESTATIC
        && types.contains(call.owner)
        && Type.getReturnType(call.desc).getSort() == Type.OBJECT
        && Type.getReturnType(call.desc).getInternalName().equals(call.owner);
  }

  static List<Change> assignment(Spot spot) {
    if (spot.opcode() != PUTFIELD || spot.isInConstruction()) {
      return List.of();
    }
    FieldInsnNode field = (FieldInsnNode) spot.insn();
    return List.of(
        new Change(
            Operator.ASSIGNMENT,
            "the assignment of " + field.name + " left out",
            Push.pop(Type.getType(field.desc)),
            new InsnNode(POP)));
  }
}
