// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.replay.trace.LongTuples;
import java.util.ArrayList;
import java.util.List;

/** The steps and stores of a walk as a trace writes them. */
public final class WalkTuples {
  private WalkTuples() {}

  /** Tuples of level, address and entry, top down. */
  public static LongTuples steps(GuestWalk walk) {
    LongTuples steps = new LongTuples(3);
    for (int i = 0; i < walk.steps(); i++) {
      steps.add(walk.stepLevel(i), walk.stepAddress(i), walk.stepEntry(i));
    }
    return steps;
  }

  /** Pairs of address and value, by address. */
  public static LongTuples stores(GuestWalk walk) {
    LongTuples stores = new LongTuples(2);
    for (int i = 0; i < walk.storeCount(); i++) {
      stores.add(walk.storeAddress(i), walk.storeValue(i));
    }
    return stores;
  }

  /** Whether the tuples of level, address and entry are the walk's steps. */
  static boolean isSteps(LongTuples tuples, GuestWalk walk) {
    if (tuples.size() != walk.steps()) {
      return false;
    }
    for (int i = 0; i < walk.steps(); i++) {
      if (tuples.get(i, 0) != walk.stepLevel(i)
          || tuples.get(i, 1) != walk.stepAddress(i)
          || tuples.get(i, 2) != walk.stepEntry(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the pairs of address and value are the walk's stores, in any order. */
  static boolean isStores(LongTuples pairs, GuestWalk walk) {
    if (pairs.size() != walk.storeCount()) {
      return false;
    }
    for (int i = 0; i < walk.storeCount(); i++) {
      if (!contains(pairs, walk.storeAddress(i), walk.storeValue(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(LongTuples pairs, long address, long value) {
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.get(i, 0) == address && pairs.get(i, 1) == value) {
        return true;
      }
    }
    return false;
  }

  /** Such as {@code 2:0x1000:0x2067 1:0x2008:0x3067}; {@code none} for no tuple. */
  static String text(LongTuples tuples) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < tuples.size(); i++) {
      StringBuilder text = new StringBuilder();
      for (int part = 0; part < tuples.width(); part++) {
        text.append(part == 0 ? "" : ":").append(number(tuples, i, part));
      }
      texts.add(text.toString());
    }
    return texts.isEmpty() ? "none" : String.join(" ", texts);
  }

  /** A level is short; addresses and entries are hexadecimal. */
  private static String number(LongTuples tuples, int tuple, int part) {
    long value = tuples.get(tuple, part);
    boolean level = part == 0 && tuples.width() == 3;
    return level ? Long.toString(value) : "0x" + Long.toHexString(value);
  }
}
