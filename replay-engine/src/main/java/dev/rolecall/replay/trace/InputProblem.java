// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/**
 * Something wrong in an input file.
 *
 * @param file the file's name as the user gave it
 * @param place where in the file
 * @param message what was being read, what was expected and what was found
 */
public record InputProblem(String file, Place place, String message) {

  /**
   * The problem on one line: {@code FILE:LINE:COLUMN: message} or {@code FILE: byte N: message}.
   */
  @Override
  public String toString() {
    if (place instanceof Place.Line) {
      return file + ":" + place + ": " + message;
    }
    if (place instanceof Place.ByteOffset) {
      return file + ": " + place + ": " + message;
    }
    return file + ": " + message;
  }
}
