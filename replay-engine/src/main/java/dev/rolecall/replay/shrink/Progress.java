// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

/** Watches a trace shrink. */
@FunctionalInterface
public interface Progress {
  /** Sees nothing. */
  Progress NONE = (pass, events, tries) -> {};

  /**
   * A pass begins, or tries a candidate.
   *
   * @param pass its name
   * @param events how many events are left
   * @param tries how many candidates were tried
   */
  void at(String pass, int events, long tries);
}
