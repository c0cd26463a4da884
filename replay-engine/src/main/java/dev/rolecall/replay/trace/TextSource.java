// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** A text that is made only when somebody asks for it. */
@FunctionalInterface
public interface TextSource {

  /** The text. */
  String text();
}
