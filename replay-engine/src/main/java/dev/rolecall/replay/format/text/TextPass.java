// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

/** What a text is gone through for. */
enum TextPass {
  /** To find out what the host is. */
  SURVEY(1),
  /** To hand its events on, as they are or translated. */
  TRANSLATION(1 << 1);

  private final int bit;

  TextPass(int bit) {
    this.bit = bit;
  }

  /** The bit that stands for this pass in a set of passes. */
  int bit() {
    return bit;
  }
}
