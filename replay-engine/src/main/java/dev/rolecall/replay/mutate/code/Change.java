// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import java.util.List;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * A change of one instruction.
 *
 * @param operator the kind of change
 * @param words what is changed, such as {@code "<< turned into >>>"}
 * @param instead what stands in the instruction's place, with the same effect on the stack
 */
record Change(Operator operator, String words, List<AbstractInsnNode> instead) {
  Change(Operator operator, String words, AbstractInsnNode... instead) {
    this(operator, words, List.of(instead));
  }
}
