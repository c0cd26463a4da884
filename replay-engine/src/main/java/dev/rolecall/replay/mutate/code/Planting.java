// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import dev.rolecall.replay.mutate.inside.MutantSwitch;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;

/** Puts the changes of a point beside the instruction, each behind the question whether it acts. */
final class Planting {
  private static final String SWITCH = Type.getInternalName(MutantSwitch.class);
  private static final Set<Integer> ENDS =
      Set.of(IRETURN, LRETURN, ARETURN, RETURN, GOTO, ATHROW, TABLESWITCH, LOOKUPSWITCH);

  private Planting() {}

  /** Plants the changes as mutants of these numbers; the first is given. */
  static void plant(Point point, int first) {
    InsnList code = point.spot().method().instructions;
    AbstractInsnNode insn = point.spot().insn();
    LabelNode end = new LabelNode();
    int number = first;
    for (Change change : point.changes()) {
      code.insertBefore(insn, ifActive(number++, change.instead(), end));
    }
    code.insert(insn, end);
  }

  private static InsnList ifActive(int mutant, List<AbstractInsnNode> instead, LabelNode end) {
    LabelNode next = new LabelNode();
    InsnList code = new InsnList();
    code.add(new FieldInsnNode(GETSTATIC, SWITCH, "active", "I"));
    code.add(new LdcInsnNode(mutant));
    code.add(new JumpInsnNode(IF_ICMPNE, next));
    instead.forEach(code::add);
    if (!ENDS.contains(instead.get(instead.size() - 1).getOpcode())) {
      code.add(new JumpInsnNode(GOTO, end));
    }
    code.add(next);
    return code;
  }
}
