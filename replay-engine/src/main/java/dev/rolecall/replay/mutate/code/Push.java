// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;

/** Instructions that put numbers on the stack, and take values off it. */
final class Push {
  private Push() {}

  /** Pushes an int or a long. */
  static AbstractInsnNode number(Number value) {
    return new LdcInsnNode(value);
  }

  /** Pushes a truth value. */
  static AbstractInsnNode truth(boolean value) {
    return new InsnNode(value ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
  }

  /** Takes a value off the stack. */
  static AbstractInsnNode pop(Type type) {
    return new InsnNode(type.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
  }
}
