// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.IF_ACMPEQ;
import static org.objectweb.asm.Opcodes.IF_ACMPNE;

import java.util.List;
import org.objectweb.asm.tree.FieldInsnNode;

/** Changes of the constants that a class has of its own type, such as those of an enum. */
final class NamedConstants {
  private NamedConstants() {}

  static List<Change> replace(Spot spot) {
    if (spot.opcode() != GETSTATIC || !(spot.insn() instanceof FieldInsnNode field)) {
      return List.of();
    }
    List<String> names = spot.types().constantsOf(field.owner);
    int index = names.indexOf(field.name);
    boolean makesThem = field.owner.equals(spot.owner().name) && spot.isInConstruction();
    if (index < 0 || names.size() < 2 || makesThem || isCompared(spot)) {
      return List.of();
    }
    String next = names.get((index + 1) % names.size());
    return List.of(
        new Change(
            Operator.NAME,
            field.name + " turned into " + next,
            new FieldInsnNode(GETSTATIC, field.owner, next, field.desc)));
  }

  /** Whether a value is tested for being the constant; that condition is changed itself. */
  private static boolean isCompared(Spot spot) {
    return spot.nextOpcode() == IF_ACMPEQ || spot.nextOpcode() == IF_ACMPNE;
  }
}
