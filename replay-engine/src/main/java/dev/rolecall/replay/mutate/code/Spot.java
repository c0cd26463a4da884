// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * An instruction where it stands.
 *
 * @param insn the instruction
 * @param method the method that it is in
 * @param owner the class that this is in
 * @param types the classes among which it stands
 */
record Spot(AbstractInsnNode insn, MethodNode method, ClassNode owner, Types types) {
  /** The opcode of an instruction that is not there. */
  static final int NONE = -1;

  int opcode() {
    return insn.getOpcode();
  }

  /** The same place, another instruction. */
  Spot at(AbstractInsnNode other) {
    return new Spot(other, method, owner, types);
  }

  /** The instruction before, labels and line numbers aside. */
  Optional<Spot> previous() {
    return real(insn.getPrevious(), false);
  }

  /** The instruction after, labels and line numbers aside. */
  Optional<Spot> next() {
    return real(insn.getNext(), true);
  }

  private Optional<Spot> real(@Nullable AbstractInsnNode from, boolean forward) {
    AbstractInsnNode found = from;
    while (found != null && found.getOpcode() == NONE) {
      found = forward ? found.getNext() : found.getPrevious();
    }
    return Optional.ofNullable(found).map(this::at);
  }

  int previousOpcode() {
    return previous().map(Spot::opcode).orElse(NONE);
  }

  int nextOpcode() {
    return next().map(Spot::opcode).orElse(NONE);
  }

  /** The number that the instruction pushes, if it pushes one. */
  Optional<Number> number() {
    int opcode = opcode();
    if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
      return Optional.of(opcode - Opcodes.ICONST_0);
    }
    if (opcode == Opcodes.LCONST_0 || opcode == Opcodes.LCONST_1) {
      return Optional.of((long) (opcode - Opcodes.LCONST_0));
    }
    if (opcode == Opcodes.BIPUSH || opcode == Opcodes.SIPUSH) {
      return Optional.of(((IntInsnNode) insn).operand);
    }
    return insn instanceof LdcInsnNode ldc
            && (ldc.cst instanceof Integer || ldc.cst instanceof Long)
        ? Optional.of((Number) ldc.cst)
        : Optional.empty();
  }

  /** What is pushed, called or read, in words; empty if it has no name. */
  String name() {
    if (insn instanceof MethodInsnNode call) {
      return call.name + "()";
    }
    return insn instanceof FieldInsnNode field ? field.name : "";
  }

  /** Whether the method makes an object or a class. */
  boolean isInConstruction() {
    return method.name.startsWith("<");
  }

  /** Whether a value of this type is returned here. */
  Type returned() {
    return Type.getReturnType(method.desc);
  }
}
