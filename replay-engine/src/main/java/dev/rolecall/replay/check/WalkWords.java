// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.Pferr;

/** Says in words how a walk ended. */
public final class WalkWords {
  private WalkWords() {}

  /** A sentence about the end of the model's walk. */
  public static String outcome(GuestWalk walk) {
    return switch (walk.end()) {
      case TRANSLATED -> "the model translates to " + hex(walk.gpa()) + where(walk);
      case NOT_PRESENT -> "the model faults: " + lastEntry(walk) + " is not present";
      case UNREADABLE ->
          "the model faults: the table of level %d at %s is in no memory"
              .formatted(walk.level(), hex(walk.stepHostAddress(walk.steps() - 1)));
      case RESERVED -> "the model faults: " + lastEntry(walk) + " has reserved bits";
      case FORBIDDEN ->
          "the model faults with pte_access=%s (%s): %s"
              .formatted(hex(walk.pteAccess()), errorCode(walk), walk.denial().rule());
      case SECOND_STAGE ->
          "the model faults: L1's tables do not map %s for L2 (%s)"
              .formatted(hex(walk.faultAddress()), errorCode(walk));
      case NO_TABLES -> "the model has no tables to walk";
    };
  }

  /** The bits of the error code by name. */
  public static String errorCode(GuestWalk walk) {
    String bits = Pferr.LAYOUT.print(walk.errorCode());
    return "error code " + hex(walk.errorCode()) + (bits.isEmpty() ? "" : ": " + bits);
  }

  private static String where(GuestWalk walk) {
    return walk.isUnpaged() ? ", without paging" : " at level " + walk.level();
  }

  private static String lastEntry(GuestWalk walk) {
    if (walk.steps() == 0) {
      return "the PDPTE " + hex(walk.pdpte());
    }
    int step = walk.steps() - 1;
    return "the entry %s of level %d at %s"
        .formatted(
            hex(walk.stepEntryRead(step)), walk.stepLevel(step), hex(walk.stepAddress(step)));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
