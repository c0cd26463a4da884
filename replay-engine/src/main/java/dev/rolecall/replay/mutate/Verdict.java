// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.mutate.inside.Effect;

/**
 * What became of a mutant.
 *
 * @param mutant the mutant
 * @param status whether a trace noticed it
 * @param reachedBy how many traces come through its place
 * @param sign what gave it away; {@link Sign#NONE} if nothing did
 */
public record Verdict(Mutant mutant, Status status, int reachedBy, Sign sign) {
  /** How mutants end. */
  public enum Status {
    NOTICED,
    SURVIVED,
    NOT_REACHED
  }

  /**
   * What gives a mutant away.
   *
   * @param trace the first trace whose verdict changes
   * @param effect what that comes to
   * @param detail what is said of it
   */
  public record Sign(String trace, Effect effect, String detail) {
    /** Nothing. */
    public static final Sign NONE = new Sign("", Effect.CONFORMS, "");
  }
}
