// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.Optional;

/** Binds a handler to the fields that it needs of an event's format. */
final class BoundFields {
  private BoundFields() {}

  /** Takes an event and the indices of the fields that it was bound with. */
  interface FieldsHandler {
    void event(KernelEvent event, int[] fields);
  }

  /** The handler, bound; none if a field is missing. */
  static Optional<KernelEventHandler> bind(
      KernelEventFormat format, FieldsHandler handler, String... names) {
    int[] fields = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      fields[i] = format.fieldIndex(names[i]);
      if (fields[i] == KernelEventFormat.ABSENT) {
        return Optional.empty();
      }
    }
    return Optional.of(event -> handler.event(event, fields));
  }
}
