// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

/**
 * What is compared, in a word for a column each.
 *
 * @param recorder whose values come first
 * @param model whose values are compared with them
 */
public record Sides(String recorder, String model) {

  /** The sides of a question. */
  public static Sides of(Question question) {
    return new Sides(question.recorder(), question.model());
  }
}
