// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** The parts of an event, named and ordered as the columns of a CSV trace. */
public enum Column implements EventPart {
  SEQ("seq"),
  TIME_NS("time_ns"),
  VM("vm"),
  VCPU("vcpu"),
  EVENT("event"),
  ARGS("args"),
  EXPECT("expect");

  private final String wireName;

  Column(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
