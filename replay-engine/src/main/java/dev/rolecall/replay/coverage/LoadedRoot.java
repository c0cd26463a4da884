// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.root.RootPage;

/** What a vCPU that is about to enter the guest gets for a root. */
enum LoadedRoot {
  KEPT("root kept"),
  PAGE("root of a page"),
  SPECIAL("root without a page"),
  DUMMY("dummy root"),
  NONE("no root");

  private final String words;

  LoadedRoot(String words) {
    this.words = words;
  }

  /** From the current root before a load and after it. */
  static LoadedRoot of(RootPage before, RootPage after) {
    if (before.equals(after)) {
      return KEPT;
    }
    return switch (after.kind()) {
      case NONE -> NONE;
      case PAGE -> PAGE;
      case SPECIAL -> SPECIAL;
      case DUMMY -> DUMMY;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
