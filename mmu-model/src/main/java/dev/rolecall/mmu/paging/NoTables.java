// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

/** The tables of a context that was never set up. */
final class NoTables implements WalkedTables {
  @Override
  public GuestPaging paging() {
    return GuestPaging.NONE;
  }

  @Override
  public int rootLevel() {
    return 0;
  }

  @Override
  public long pgd() {
    return 0;
  }

  @Override
  public long pdptr(int index) {
    return 0;
  }
}
