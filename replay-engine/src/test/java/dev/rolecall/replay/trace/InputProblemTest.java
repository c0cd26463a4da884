// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class InputProblemTest {

  @Test
  void lineAndColumnFollowTheFile() {
    InputProblem problem = new InputProblem("a.csv", new Place.Line(812, 14), "expected a number");
    assertEquals("a.csv:812:14: expected a number", problem.toString());
  }

  @Test
  void byteOffsetIsDecimalAndHexadecimal() {
    InputProblem problem = new InputProblem("a.dat", new Place.ByteOffset(1234), "found end");
    assertEquals("a.dat: byte 1234 (0x4d2): found end", problem.toString());
  }

  @Test
  void wholeFileHasNoPlace() {
    InputProblem problem = new InputProblem("a.dat", new Place.None(), "cannot be opened");
    assertEquals("a.dat: cannot be opened", problem.toString());
  }

  @Test
  void exceptionSaysWhatItsProblemSays() {
    InputProblem problem = new InputProblem("a.dat", new Place.None(), "cannot be opened");
    assertEquals(problem.toString(), new TraceInputException(problem).getMessage());
  }
}
