// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

/**
 * Whether a capture shows one of the things that Rolecall checks.
 *
 * @param subject the thing
 * @param degree how far
 * @param why from what, or why not
 */
public record Ability(String subject, Degree degree, String why) {

  /** How far something is shown. */
  public enum Degree {
    YES,
    PARTLY,
    NO
  }
}
