// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** The largest page that KVM maps a guest with: the words of {@link Arg#HUGE_PAGES}. */
public enum HugePages implements Word {
  SIZE_4K("4k"),
  SIZE_2M("2m"),
  SIZE_1G("1g");

  private final String wireName;

  HugePages(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
