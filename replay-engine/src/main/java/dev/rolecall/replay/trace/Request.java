// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/**
 * What KVM may ask of itself: the words of {@link ExpectKey#REQUESTS}, in the order in which they
 * are written.
 */
public enum Request implements Word {
  LOAD_PGD("load_pgd"),
  SYNC("sync"),
  FLUSH_CURRENT("flush_current"),
  FLUSH_GUEST("flush_guest"),
  RELOAD("reload"),
  FLUSH_ALL("flush_all");

  private final String wireName;

  Request(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
