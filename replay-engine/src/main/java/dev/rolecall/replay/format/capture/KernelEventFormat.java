// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** The layout of one kind of kernel event in one source. */
public interface KernelEventFormat {

  /** The index of a field that the event does not have. */
  int ABSENT = -1;

  /** The event's group, such as {@code kvm}. */
  String system();

  /** The event's name, such as {@code kvm_entry}. */
  String name();

  /** The index under which {@link KernelEvent#value} gives a number field, or {@link #ABSENT}. */
  int fieldIndex(String fieldName);
}
