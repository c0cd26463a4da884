// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** What an access does: the words of {@link Arg#ACCESS}. */
public enum Access implements Word {
  READ("r"),
  WRITE("w"),
  FETCH("x");

  private final String wireName;

  Access(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
