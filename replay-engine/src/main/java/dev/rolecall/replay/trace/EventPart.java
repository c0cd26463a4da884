// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** The part of an event that a broken rule is about. */
public sealed interface EventPart permits Column, Key, FieldExpectation {

  /** The name that a trace gives this part. */
  String wireName();
}
