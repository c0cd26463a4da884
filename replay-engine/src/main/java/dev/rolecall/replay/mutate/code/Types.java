// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;

/**
 * What is known of the classes of a program.
 *
 * @param constants by the internal name of a class, the constants of its own type in their order
 */
public record Types(Map<String, List<String>> constants) {
  /** What these class files tell. */
  public static Types of(Collection<byte[]> classes) {
    Map<String, List<String>> constants = new HashMap<>();
    for (byte[] bytes : classes) {
      ClassNode node = new ClassNode();
      new ClassReader(bytes).accept(node, ClassReader.SKIP_CODE);
      constants.put(node.name, constantsOf(node));
    }
    return new Types(constants);
  }

  private static List<String> constantsOf(ClassNode node) {
    int isConstant = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    String own = Type.getObjectType(node.name).getDescriptor();
    return node.fields.stream()
        .filter(f -> (f.access & isConstant) == isConstant && f.desc.equals(own))
        .filter(f -> (f.access & Opcodes.ACC_PUBLIC) != 0)
        .map(f -> f.name)
        .toList();
  }

  /** The constants of a class; none of a class that is not known. */
  List<String> constantsOf(String owner) {
    return constants.getOrDefault(owner, List.of());
  }

  /** Whether a class is known. */
  boolean contains(String owner) {
    return constants.containsKey(owner);
  }
}
