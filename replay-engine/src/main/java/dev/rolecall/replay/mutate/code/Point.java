// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * An instruction that can be changed.
 *
 * @param spot where it is
 * @param line its line in the source
 * @param changes what can be made of it, at least one
 */
record Point(Spot spot, int line, List<Change> changes) {
  private static final Set<String> FOR_PEOPLE = Set.of("toString", "hashCode", "equals");

  /** The points of a class, in the order of its bytecode. */
  static List<Point> of(ClassNode owner, Types types) {
    List<Point> points = new ArrayList<>();
    if ((owner.access & Opcodes.ACC_SYNTHETIC) != 0) {
      return points; // such as the table of a switch
    }
    for (MethodNode method : owner.methods) {
      if (isOfTheSource(owner, method)) {
        addPoints(owner, method, types, points);
      }
    }
    return points;
  }

  private static void addPoints(
      ClassNode owner, MethodNode method, Types types, List<Point> points) {
    int line = 0;
    for (AbstractInsnNode insn : method.instructions) {
      if (insn instanceof LineNumberNode number) {
        line = number.line;
      }
      if (insn.getOpcode() != Spot.NONE) {
        Spot spot = new Spot(insn, method, owner, types);
        List<Change> changes =
            Stream.of(Operator.values()).flatMap(o -> o.find(spot).stream()).toList();
        if (!changes.isEmpty()) {
          points.add(new Point(spot, line, changes));
        }
      }
    }
  }

  private static boolean isOfTheSource(ClassNode owner, MethodNode method) {
    boolean isMade =
        (method.access & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE)) != 0
            && !method.name.startsWith("lambda$");
    boolean isOfEnums =
        (owner.access & Opcodes.ACC_ENUM) != 0
            && (method.name.equals("values") || method.name.equals("valueOf"));
    return !isMade && !isOfEnums && !FOR_PEOPLE.contains(method.name) && !isAccessor(owner, method);
  }

  /** Whether a method is what the compiler makes for a record's component. */
  private static boolean isAccessor(ClassNode owner, MethodNode method) {
    return owner.recordComponents != null
        && owner.recordComponents.stream()
            .anyMatch(
                c ->
                    c.name.equals(method.name)
                        && Type.getArgumentCount(method.desc) == 0
                        && Type.getReturnType(method.desc).getDescriptor().equals(c.descriptor));
  }
}
