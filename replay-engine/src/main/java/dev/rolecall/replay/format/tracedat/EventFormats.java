// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The event formats that a file holds. */
public final class EventFormats {
  private final Map<Integer, EventFormat> byId = new LinkedHashMap<>();

  EventFormats() {}

  /** Adds a format; false if its id is taken by another one. */
  boolean add(EventFormat format) {
    return byId.putIfAbsent(format.id(), format) == null;
  }

  /** The format of the records with that {@code common_type}. */
  public Optional<EventFormat> byId(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The format of an event, such as {@code ("kvm", "kvm_entry")}. */
  public Optional<EventFormat> byName(String system, String name) {
    return byId.values().stream()
        .filter(format -> format.name().equals(name) && format.system().equals(system))
        .findFirst();
  }

  /** Every format, in the file's order. */
  public Collection<EventFormat> all() {
    return Collections.unmodifiableCollection(byId.values());
  }
}
