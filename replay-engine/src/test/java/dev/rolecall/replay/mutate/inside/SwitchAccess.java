// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.inside;

/** Lets tests allow steps. */
public final class SwitchAccess {
  private SwitchAccess() {}

  /** Allows so many steps from here on. */
  public static void allow(long steps) {
    MutantSwitch.activate(MutantSwitch.NONE, steps);
  }
}
