// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

/** The kinds of things that are compared. */
public enum Observable {
  ROLE("role"),
  LEVEL("level"),
  CONTEXT("context"),
  MMU("mmu"),
  STATE("state"),
  ACCEPTED("accepted"),
  TRANSLATION("translation");

  private final String tag;

  Observable(String tag) {
    this.tag = tag;
  }

  /** The word by which reports name the kind. */
  public String tag() {
    return tag;
  }
}
