// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

/** Takes what a scan of a text finds. */
interface TextSink {
  /** Takes an event, which is valid only until this method returns. */
  void event(TextEvents.Entry kind, TextShape shape, TextEvent event);

  /**
   * Takes notice that events were lost when the trace was recorded; 0 if it is not told how many.
   */
  void lost(long count);

  /** Takes a comment, which starts with {@code #}. */
  default void comment(String text) {}
}
