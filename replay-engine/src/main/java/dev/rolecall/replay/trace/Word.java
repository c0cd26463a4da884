// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** A value that a trace names by a word. */
public interface Word {

  /** The word as a trace writes it. */
  String wireName();
}
