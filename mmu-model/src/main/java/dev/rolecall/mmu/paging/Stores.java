// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import java.util.Arrays;

/** The words of memory that a walk changed, by address. A walk of two stages changes few dozens. */
final class Stores {
  private long[] addresses = new long[8];
  private long[] values = new long[8];
  private long[] before = new long[8];
  private int count;

  void clear() {
    count = 0;
  }

  /**
   * Notes the word at an aligned address; a later value replaces an earlier one.
   *
   * @param old what the word was before this store
   */
  void add(long address, long value, long old) {
    int at = 0;
    while (at < count && Long.compareUnsigned(addresses[at], address) < 0) {
      at++;
    }
    if (at == count || addresses[at] != address) {
      insert(at, address);
      before[at] = old;
    }
    values[at] = value;
  }

  private void insert(int at, long address) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
      before = Arrays.copyOf(before, 2 * count);
    }
    System.arraycopy(addresses, at, addresses, at + 1, count - at);
    System.arraycopy(values, at, values, at + 1, count - at);
    System.arraycopy(before, at, before, at + 1, count - at);
    addresses[at] = address;
    count++;
  }

  int count() {
    return count;
  }

  long address(int at) {
    return addresses[at];
  }

  long value(int at) {
    return values[at];
  }

  long before(int at) {
    return before[at];
  }
}
