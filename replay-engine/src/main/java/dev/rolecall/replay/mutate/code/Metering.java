// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import dev.rolecall.replay.mutate.inside.MutantSwitch;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Has a class count its steps, the methods that are entered and the turns of loops, so that what
 * hangs can be stopped; and tell when its initialisation begins and ends.
 */
final class Metering {
  private Metering() {}

  static void meter(ClassNode node) {
    for (MethodNode method : node.methods) {
      if (method.instructions.size() > 0) {
        meterLoops(method.instructions);
        method.instructions.insert(call("step"));
        if (method.name.equals("<clinit>")) {
          guardStart(method.instructions);
        }
      }
    }
  }

  private static void meterLoops(InsnList code) {
    Set<LabelNode> passed = new HashSet<>();
    for (AbstractInsnNode insn : code.toArray()) {
      if (insn instanceof LabelNode label) {
        passed.add(label);
      } else if (insn instanceof JumpInsnNode jump && passed.contains(jump.label)) {
        code.insertBefore(jump, call("step"));
      }
    }
  }

  private static void guardStart(InsnList code) {
    for (AbstractInsnNode insn : code.toArray()) {
      if (insn.getOpcode() == Opcodes.RETURN) {
        code.insertBefore(insn, call("leaveStart"));
      }
    }
    code.insert(call("enterStart"));
  }

  private static MethodInsnNode call(String method) {
    return new MethodInsnNode(
        Opcodes.INVOKESTATIC, Type.getInternalName(MutantSwitch.class), method, "()V");
  }
}
