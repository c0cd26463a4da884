// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import java.util.Map;
import org.objectweb.asm.tree.InsnNode;

/** Changes of what is worked out of two numbers. */
final class Arithmetic {
  private record Swap(int opcode, String words) {}

  private static final Map<Integer, Swap> SWAPS =
      Map.ofEntries(
          Map.entry(IAND, new Swap(IOR, "& turned into |")),
          Map.entry(LAND, new Swap(LOR, "& turned into |")),
          Map.entry(IOR, new Swap(IAND, "| turned into &")),
          Map.entry(LOR, new Swap(LAND, "| turned into &")),
          Map.entry(IXOR, new Swap(IAND, "^ turned into &")),
          Map.entry(LXOR, new Swap(LAND, "^ turned into &")),
          Map.entry(ISHL, new Swap(IUSHR, "<< turned into >>>")),
          Map.entry(LSHL, new Swap(LUSHR, "<< turned into >>>")),
          Map.entry(ISHR, new Swap(ISHL, ">> turned into <<")),
          Map.entry(LSHR, new Swap(LSHL, ">> turned into <<")),
          Map.entry(IUSHR, new Swap(ISHL, ">>> turned into <<")),
          Map.entry(LUSHR, new Swap(LSHL, ">>> turned into <<")),
          Map.entry(IADD, new Swap(ISUB, "+ turned into -")),
          Map.entry(LADD, new Swap(LSUB, "+ turned into -")),
          Map.entry(ISUB, new Swap(IADD, "- turned into +")),
          Map.entry(LSUB, new Swap(LADD, "- turned into +")),
          Map.entry(IMUL, new Swap(IADD, "* turned into +")),
          Map.entry(LMUL, new Swap(LADD, "* turned into +")),
          Map.entry(IDIV, new Swap(IMUL, "/ turned into *")),
          Map.entry(LDIV, new Swap(LMUL, "/ turned into *")),
          Map.entry(IREM, new Swap(IMUL, "% turned into *")),
          Map.entry(LREM, new Swap(LMUL, "% turned into *")));

  private Arithmetic() {}

  static List<Change> replace(Spot spot) {
    Swap swap = SWAPS.get(spot.opcode());
    boolean isComplement =
        spot.previous().map(p -> !Masks.dropComplement(p).isEmpty()).orElse(false);
    return swap == null || isComplement
        ? List.of()
        : List.of(new Change(Operator.ARITHMETIC, swap.words(), new InsnNode(swap.opcode())));
  }
}
