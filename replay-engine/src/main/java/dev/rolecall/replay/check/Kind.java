// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

/** What of a trace is counted by itself: how many there were, and how many were checked. */
public enum Kind {
  TRANSLATIONS("translations"),
  ROOTS("roots"),
  WALKS("walks"),
  FAULTS("faults"),
  SPTES("SPTEs"),
  PAGES("pages");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** The word by which reports name them. */
  public String word() {
    return word;
  }
}
