// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.inside;

/** What the replay of a trace comes to. */
public enum Effect {
  CONFORMS,
  DIVERGES,
  /** Nothing is checked any more. */
  UNCHECKED,
  /** Events are refused. */
  REFUSED,
  CRASHES,
  HANGS
}
