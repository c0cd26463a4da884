// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.paging.Denial;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.PteFormat;

/** What a walk of guest page tables comes to. */
enum WalkEnd {
  UNPAGED("the address as it is"),
  LEVEL_1("a page of level 1"),
  LEVEL_2("a page of level 2"),
  LEVEL_3("a page of level 3"),
  NOT_PRESENT("not present"),
  UNREADABLE("a table in no memory"),
  RESERVED("reserved bits"),
  READ("not readable"),
  WRITE("not writable"),
  USER("not the user's"),
  FETCH("not executable"),
  SMEP("SMEP"),
  SMAP("SMAP"),
  PROTECTION_KEY("protection key"),
  SECOND_STAGE("second stage");

  private final String words;

  WalkEnd(String words) {
    this.words = words;
  }

  /** Of a translation that ended at a level; 0 without paging. */
  static WalkEnd translated(int level) {
    return switch (level) {
      case 0 -> UNPAGED;
      case 1 -> LEVEL_1;
      case 2 -> LEVEL_2;
      default -> LEVEL_3;
    };
  }

  /** Of a walk of the model, which had tables to walk. */
  static WalkEnd of(GuestWalk walk) {
    return switch (walk.end()) {
      case TRANSLATED -> translated(walk.isUnpaged() ? 0 : walk.level());
      case NOT_PRESENT -> NOT_PRESENT;
      case UNREADABLE -> UNREADABLE;
      case RESERVED -> RESERVED;
      case FORBIDDEN -> of(walk.denial(), walk.paging().format());
      case SECOND_STAGE -> SECOND_STAGE;
      case NO_TABLES -> throw new AssertionError("a walk without tables");
    };
  }

  /** Before v7.2 the right to read by EPT is ACC_USER_MASK: FNAME(gpte_access), paging_tmpl.h. */
  private static WalkEnd of(Denial denial, PteFormat format) {
    return switch (denial) {
      case NOT_READABLE -> READ;
      case NOT_WRITABLE -> WRITE;
      case NOT_USER -> format == PteFormat.EPT ? READ : USER;
      case NOT_EXECUTABLE -> FETCH;
      case SMEP -> SMEP;
      case SMAP -> SMAP;
      case PROTECTION_KEY -> PROTECTION_KEY;
      case NONE -> throw new AssertionError("forbidden by no rule");
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
