// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import dev.rolecall.mmu.bits.BitField;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.stream.Stream;

/** The bits of role words that can be flipped, and the field that each belongs to. */
final class RoleWordFlips {
  static final List<ExpectKey> WORDS =
      Stream.of(MmuId.values())
          .flatMap(
              mmu ->
                  Stream.of(MmuItem.CPU_ROLE, MmuItem.MMU_ROLE, MmuItem.ROOT_ROLE)
                      .map(item -> ExpectKey.of(mmu, item)))
          .toList();

  private RoleWordFlips() {}

  /** The bits that the word has at a revision, padding included. */
  static int width(ExpectKey word, MmuRevision revision) {
    boolean cpu = word.wireName().endsWith(".cpu_role");
    boolean narrow = revision.spec().rule(RoleWords.class) == RoleWords.SERIES_14;
    return narrow && !cpu ? Integer.SIZE : Long.SIZE;
  }

  /** The name under which a flipped bit must be reported. */
  static String field(int bit, MmuRevision revision) {
    return revision.layout().bits().fields().stream()
        .filter(f -> (f.mask() & (1L << bit)) != 0)
        .map(BitField::name)
        .findFirst()
        .orElse("(no field)");
  }

  static void flip(TraceEvent event, ExpectKey word, int bit) {
    event.expectations().set(word, event.expectations().number(word) ^ (1L << bit));
  }

  /** What must be reported, as {@link FlipReplay#reported} has it. */
  static String expected(TraceEvent event, ExpectKey word, int bit, MmuRevision revision) {
    return event.position() + " " + word.wireName() + " " + field(bit, revision);
  }
}
