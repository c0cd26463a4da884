// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.trace.EventType;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The divergence that is looked for: what differs, after what kind of event, and what both sides
 * say. Without the values any stale expectation of the same key would do. A role word that is
 * expected field by field is the same as one that is expected as a whole.
 *
 * @param key the expectation's key, without a field
 * @param event the kind of event
 * @param values what both sides say of each field, or under the key itself where there are none
 */
record Target(String key, EventType event, Map<String, String> values) {
  /** Roots are numbered as they appear, in each trace anew. */
  private static final Pattern ROOT_ID = Pattern.compile("(:0x[0-9a-f]+):\\d+");

  /** The target that a divergence is: its first difference. */
  static Target of(Divergence divergence) {
    Signature signature = Signature.of(divergence);
    Target target = new Target(signature.key(), divergence.event().type(), new TreeMap<>());
    target.add(divergence.difference());
    return target;
  }

  /** Adds a difference that may be a part of the same. */
  void add(Difference difference) {
    for (FieldDiff field : difference.fields()) {
      values.put(field.name(), field.recorded() + " " + field.model());
    }
    if (difference.fields().isEmpty()) {
      values.put(difference.subject(), plain(difference.recorded(), difference.model()));
    }
  }

  /** Whether a difference is about the key, whatever the values. */
  boolean isAbout(Difference difference) {
    return key.equals(Signature.of(difference, event).key());
  }

  private static String plain(String recorded, String model) {
    return ROOT_ID.matcher(recorded + " / " + model).replaceAll("$1");
  }
}
