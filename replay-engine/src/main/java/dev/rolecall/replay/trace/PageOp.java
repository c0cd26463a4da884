// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** What the kernel did with a shadow page: the words of {@link Arg#OP}. */
public enum PageOp implements Word {
  GET("get"),
  SYNC("sync"),
  UNSYNC("unsync"),
  ZAP("zap");

  private final String wireName;

  PageOp(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
