// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** Names a value of an event: an argument or an expectation. */
public sealed interface Key extends EventPart permits Arg, ExpectKey {

  /** The key as a trace writes it. */
  @Override
  String wireName();

  /** What the values of this key are. */
  ValueKind kind();

  /** The key's number among its like, from 0, without gaps. */
  int index();
}
