// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.List;
import java.util.Optional;

/**
 * The layout of one kind of event, from the format text in the file's own header.
 *
 * @param id the number that a record carries in {@code common_type}
 * @param system the group of events, such as {@code kvm}
 * @param name the event's name within the group
 * @param common the fields that every event starts with
 * @param fields the event's own fields
 * @param printFormat the {@code print fmt} line's text, empty where there is none
 */
public record EventFormat(
    int id,
    String system,
    String name,
    List<Field> common,
    List<Field> fields,
    String printFormat) {

  /** Copies the lists. */
  public EventFormat {
    common = List.copyOf(common);
    fields = List.copyOf(fields);
  }

  /** The event's own or common field of that name. */
  public Optional<Field> field(String fieldName) {
    return find(fields, fieldName).or(() -> find(common, fieldName));
  }

  /** The bytes that a record of this event has at least. */
  public int fixedLength() {
    int length = 0;
    for (Field field : common) {
      length = Math.max(length, field.end());
    }
    for (Field field : fields) {
      length = Math.max(length, field.end());
    }
    return length;
  }

  private static Optional<Field> find(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }
}
