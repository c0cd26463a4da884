// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedSet;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.trace.EventType;
import java.util.List;
import java.util.Optional;

/**
 * What makes a divergence the same one in another trace or at another revision: what differs, in
 * which fields, at what kind of event; never the values or the place. Its text is {@code
 * root_mmu.cpu_role:cr0_wp+efer_nx@write}.
 *
 * @param key the expectation's key, such as {@code root_mmu.cpu_role} or {@code gpa}
 * @param fields for words, the fields that differ; empty where there are none, or any will do
 * @param event the kind of event; absent if any will do
 */
public record Signature(String key, ImmutableSortedSet<String> fields, Optional<EventType> event)
    implements Comparable<Signature> {
  private static final Splitter FIELDS = Splitter.on('+');

  /** The signature of a divergence: that of its first difference. */
  public static Signature of(Divergence divergence) {
    return of(divergence.difference(), divergence.event().type());
  }

  /** The signature of a difference at an event. */
  public static Signature of(Difference difference, EventType event) {
    List<String> fields = difference.fields().stream().map(FieldDiff::name).toList();
    return new Signature(
        key(difference.subject(), fields), ImmutableSortedSet.copyOf(fields), Optional.of(event));
  }

  /** The word whose field is expected by itself is the key, as if the word were. */
  private static String key(String subject, List<String> fields) {
    boolean ofField = fields.size() == 1 && subject.endsWith("." + fields.get(0));
    return ofField ? subject.substring(0, subject.lastIndexOf('.')) : subject;
  }

  /**
   * Reads a signature.
   *
   * @param text {@code KEY}, {@code KEY:FIELD+FIELD}, each perhaps with {@code @EVENT}; what is
   *     left out will do with any
   * @return empty if the text is none
   */
  public static Optional<Signature> parse(String text) {
    int at = text.lastIndexOf('@');
    Optional<EventType> event = at < 0 ? Optional.empty() : EventType.find(text.substring(at + 1));
    String rest = at < 0 ? text : text.substring(0, at);
    int colon = rest.indexOf(':');
    String key = colon < 0 ? rest : rest.substring(0, colon);
    ImmutableSortedSet<String> fields =
        colon < 0
            ? ImmutableSortedSet.of()
            : ImmutableSortedSet.copyOf(FIELDS.split(rest.substring(colon + 1)));
    boolean bad = key.isEmpty() || fields.contains("") || (at >= 0 && event.isEmpty());
    return bad ? Optional.empty() : Optional.of(new Signature(key, fields, event));
  }

  /** Whether the other is this, or a case of it where this leaves something open. */
  public boolean covers(Signature other) {
    return key.equals(other.key)
        && (fields.isEmpty() || fields.equals(other.fields))
        && (event.isEmpty() || event.equals(other.event));
  }

  /**
   * Whether the other shows this: the same key, the same kind of event, and these fields among
   * those that differ. Another cause may differ in more of them.
   */
  public boolean isShownBy(Signature other) {
    return key.equals(other.key)
        && other.fields.containsAll(fields)
        && (event.isEmpty() || event.equals(other.event));
  }

  @Override
  public int compareTo(Signature other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    String ofFields = fields.isEmpty() ? "" : ":" + String.join("+", fields);
    return key + ofFields + event.map(type -> "@" + type.wireName()).orElse("");
  }
}
