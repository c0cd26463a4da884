// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.inside;

/** What the replay of a trace comes to. */
public enum Effect {
  CONFORMS("conforms"),
  DIVERGES("diverges"),
  UNCHECKED("nothing is checked any more"),
  REFUSED("events are refused"),
  CRASHES("crashes"),
  HANGS("hangs");

  private final String words;

  Effect(String words) {
    this.words = words;
  }

  /** The effect in words that follow what has it. */
  public String words() {
    return words;
  }
}
