// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** Takes what a reader reads, in the order of the trace. */
public interface TraceHandler {

  /** Takes one event, which is valid only until this method returns. */
  void event(TraceEvent event);

  /**
   * Whether events of type {@link EventType#UNKNOWN} are of use. A reader may leave them out where
   * they are not; the numbers of the others stay the same.
   */
  default boolean takesUnknown() {
    return true;
  }

  /**
   * Whether what was taken so far contradicts what it is held to. A reader that had to guess may
   * then guess anew, if it is given another handler.
   */
  default boolean isContradicted() {
    return false;
  }

  /**
   * Takes notice that the trace holds observations which the reader could not turn into
   * expectations.
   *
   * @param reason why, in words that finish "not checked: "
   * @param count how many observations, beyond those already announced for the same reason
   */
  void notChecked(String reason, long count);

  /**
   * Takes notice of something that a reader had to decide and its user should know, such as which
   * revision stands for a kernel that the history does not have. It is no fault of the input.
   */
  default void note(String text) {}
}
