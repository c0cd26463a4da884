// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;

/** Something of an event that may go while the event stays. */
sealed interface Part {

  /** An argument that the event need not have. */
  record Argument(Arg arg) implements Part {}

  /** An expectation. */
  record Expectation(ExpectKey key) implements Part {}

  /** The expectation of a field. */
  record Field(FieldExpectation field) implements Part {}

  /** A bit of a number. */
  record Bit(Arg arg, int bit) implements Part {}

  /**
   * An element of a list, or a byte. Memory loses those at its ends; one between others becomes 0.
   */
  record Element(Arg arg, int index) implements Part {}

  /** A bit of a number of an element. */
  record ElementBit(Arg arg, int index, int part, int bit) implements Part {}
}
