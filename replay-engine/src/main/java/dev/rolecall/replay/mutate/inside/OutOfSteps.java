// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.inside;

/** A replay takes many more steps than it takes without a mutant: it hangs. */
final class OutOfSteps extends Error {
  private static final long serialVersionUID = 1;

  OutOfSteps() {
    super("out of steps", null, false, false);
  }
}
