// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import dev.rolecall.replay.mutate.inside.MutantSwitch;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * A class with its mutants. All are planted at once: where one is, the code asks {@link
 * MutantSwitch} whether it is active, so that one loaded class is every mutant in turn.
 */
public final class MutableClass {
  private final byte[] bytes;
  private final Types types;
  private final int first;

  /**
   * A class.
   *
   * @param bytes its class file
   * @param first the number of its first mutant
   */
  public MutableClass(byte[] bytes, Types types, int first) {
    this.bytes = bytes;
    this.types = types;
    this.first = first;
  }

  /** The mutants of the class, in the order of its bytecode. */
  public List<Mutant> mutants() {
    List<Mutant> mutants = new ArrayList<>();
    for (Point point : Point.of(read(bytes, ClassReader.SKIP_FRAMES), types)) {
      int number = first + mutants.size();
      for (Change change : point.changes()) {
        mutants.add(
            new Mutant(
                first + mutants.size(), number, change.operator(), place(point), change.words()));
      }
    }
    return mutants;
  }

  private static CodePlace place(Point point) {
    ClassNode owner = point.spot().owner();
    return new CodePlace(
        owner.name.replace('/', '.'),
        owner.sourceFile == null ? "" : owner.sourceFile,
        point.spot().method().name,
        point.spot().method().desc,
        point.line());
  }

  /** The class with every mutant in it. */
  public byte[] planted() {
    ClassNode node = read(bytes, ClassReader.SKIP_FRAMES);
    int number = first;
    for (Point point : Point.of(node, types)) {
      Planting.plant(point, number);
      number += point.changes().size();
    }
    Metering.meter(node);
    return write(node, ClassWriter.COMPUTE_FRAMES);
  }

  /** The class without a mutant, which tells where a replay comes through. */
  public byte[] probed() {
    ClassNode node = read(bytes, 0);
    int number = first;
    for (Point point : Point.of(node, types)) {
      InsnList probe = new InsnList();
      probe.add(new LdcInsnNode(number));
      probe.add(
          new MethodInsnNode(
              Opcodes.INVOKESTATIC, Type.getInternalName(MutantSwitch.class), "reach", "(I)V"));
      point.spot().method().instructions.insertBefore(point.spot().insn(), probe);
      number += point.changes().size();
    }
    Metering.meter(node);
    return write(node, ClassWriter.COMPUTE_MAXS);
  }

  /** A class as it is, but for the steps that it counts. */
  public static byte[] metered(byte[] bytes) {
    ClassNode node = read(bytes, 0);
    Metering.meter(node);
    return write(node, ClassWriter.COMPUTE_MAXS);
  }

  private static ClassNode read(byte[] bytes, int flags) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, flags);
    return node;
  }

  private static byte[] write(ClassNode node, int flags) {
    ClassWriter writer = new ClassWriter(flags);
    node.accept(writer);
    return writer.toByteArray();
  }
}
