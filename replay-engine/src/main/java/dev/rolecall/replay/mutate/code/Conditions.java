// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Changes of conditions. A compiler jumps where the condition of the source holds, or where it does
 * not, so words name both: "== and != swapped".
 */
final class Conditions {
  private static final Map<Integer, Integer> OPPOSITE =
      Map.ofEntries(
          Map.entry(IFEQ, IFNE),
          Map.entry(IFNE, IFEQ),
          Map.entry(IFLT, IFGE),
          Map.entry(IFGE, IFLT),
          Map.entry(IFGT, IFLE),
          Map.entry(IFLE, IFGT),
          Map.entry(IF_ICMPEQ, IF_ICMPNE),
          Map.entry(IF_ICMPNE, IF_ICMPEQ),
          Map.entry(IF_ICMPLT, IF_ICMPGE),
          Map.entry(IF_ICMPGE, IF_ICMPLT),
          Map.entry(IF_ICMPGT, IF_ICMPLE),
          Map.entry(IF_ICMPLE, IF_ICMPGT),
          Map.entry(IF_ACMPEQ, IF_ACMPNE),
          Map.entry(IF_ACMPNE, IF_ACMPEQ),
          Map.entry(IFNULL, IFNONNULL),
          Map.entry(IFNONNULL, IFNULL));

  private static final Map<Integer, Integer> NEIGHBOUR =
      Map.of(
          IFLT, IFLE,
          IFLE, IFLT,
          IFGT, IFGE,
          IFGE, IFGT,
          IF_ICMPLT, IF_ICMPLE,
          IF_ICMPLE, IF_ICMPLT,
          IF_ICMPGT, IF_ICMPGE,
          IF_ICMPGE, IF_ICMPGT);

  private Conditions() {}

  static List<Change> negate(Spot spot) {
    Integer opposite = OPPOSITE.get(spot.opcode());
    return opposite == null
        ? List.of()
        : List.of(new Change(Operator.CONDITION, negated(spot), jump(opposite, spot)));
  }

  static List<Change> moveBoundary(Spot spot) {
    Integer neighbour = NEIGHBOUR.get(spot.opcode());
    return neighbour == null
        ? List.of()
        : List.of(new Change(Operator.BOUNDARY, moved(spot.opcode()), jump(neighbour, spot)));
  }

  private static JumpInsnNode jump(int opcode, Spot spot) {
    return new JumpInsnNode(opcode, ((JumpInsnNode) spot.insn()).label);
  }

  private static String negated(Spot spot) {
    return switch (spot.opcode()) {
      case IFEQ, IFNE -> negatedTest(spot);
      case IFLT, IFGE, IF_ICMPLT, IF_ICMPGE -> "< and >= swapped";
      case IFGT, IFLE, IF_ICMPGT, IF_ICMPLE -> "> and <= swapped";
      default -> "== and != swapped";
    };
  }

  private static String negatedTest(Spot spot) {
    Optional<Spot> tested = spot.previous();
    String name = tested.map(Spot::name).orElse("");
    if (!name.isEmpty()) {
      return "the condition " + name + " negated";
    }
    if (tested.isPresent() && tested.get().insn() instanceof TypeInsnNode type) {
      return "instanceof " + type.desc.substring(type.desc.lastIndexOf('/') + 1) + " negated";
    }
    return tested
        .flatMap(Conditions::mask)
        .map(mask -> "the test of the bits 0x%x negated".formatted(mask))
        .orElse("== and != swapped");
  }

  /** The mask of {@code (word & MASK) != 0}, of which the comparison is given. */
  private static Optional<Number> mask(Spot compared) {
    Optional<Spot> and = Optional.of(compared);
    if (compared.opcode() == Opcodes.LCMP) {
      and = compared.previous().flatMap(Spot::previous);
    }
    return and.filter(s -> s.opcode() == Opcodes.LAND || s.opcode() == Opcodes.IAND)
        .flatMap(Spot::previous)
        .flatMap(Spot::number);
  }

  private static String moved(int opcode) {
    return switch (opcode) {
      case IFLT, IFGE, IF_ICMPLT, IF_ICMPGE -> "< turned into <=, or >= into >";
      default -> "> turned into >=, or <= into <";
    };
  }
}
