// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

/** The kinds of things that are compared. */
public enum Observable {
  /** A word or a field that only one side has. */
  LAYOUT("layout"),
  ROLE("role"),
  LEVEL("level"),
  CONTEXT("context"),
  ROOTS("roots"),
  ROOT_ROLE("root role"),
  PGD("pgd"),
  REQUESTS("requests"),
  MMU("mmu"),
  STATE("state"),
  ACCEPTED("accepted"),
  TRANSLATION("translation"),
  WALK("walk"),
  FAULT("fault"),
  SPTE("spte"),
  PAGE("page");

  private final String tag;

  Observable(String tag) {
    this.tag = tag;
  }

  /** Whether a difference is one of its event alone, so that an equal one later is another. */
  public boolean isOfEvent() {
    return compareTo(TRANSLATION) >= 0;
  }

  /** The word by which reports name the kind. */
  public String tag() {
    return tag;
  }
}
