// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** Takes notice of broken rules; the reader knows where in its input the event stands. */
@FunctionalInterface
public interface RuleSink {

  /**
   * Takes one broken rule of the event that is being checked.
   *
   * @param part the part of the event that breaks it
   * @param message what is wrong and what was expected
   */
  void broken(EventPart part, String message);
}
