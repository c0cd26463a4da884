// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/** Switches in which a case goes the way of the next one. */
final class Cases {
  private Cases() {}

  static List<Change> swap(Spot spot) {
    if (spot.insn() instanceof TableSwitchInsnNode table) {
      return swap(
          table.labels,
          labels ->
              new TableSwitchInsnNode(
                  table.min, table.max, table.dflt, labels.toArray(new LabelNode[0])));
    }
    if (spot.insn() instanceof LookupSwitchInsnNode lookup) {
      int[] keys = lookup.keys.stream().mapToInt(Integer::intValue).toArray();
      return swap(
          lookup.labels,
          labels -> new LookupSwitchInsnNode(lookup.dflt, keys, labels.toArray(new LabelNode[0])));
    }
    return List.of();
  }

  private static List<Change> swap(
      List<LabelNode> labels, Function<List<LabelNode>, AbstractInsnNode> make) {
    List<LabelNode> ways = labels.stream().distinct().toList();
    List<Change> changes = new ArrayList<>();
    for (int way = 0; ways.size() > 1 && way < ways.size(); way++) {
      LabelNode from = ways.get(way);
      LabelNode to = ways.get((way + 1) % ways.size());
      List<LabelNode> changed = labels.stream().map(l -> l == from ? to : l).toList();
      changes.add(
          new Change(
              Operator.CASE,
              "case %d of %d treated as another".formatted(way + 1, ways.size()),
              make.apply(changed)));
    }
    return changes;
  }
}
