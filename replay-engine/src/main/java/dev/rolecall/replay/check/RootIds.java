// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import java.util.HashMap;
import java.util.Map;

/**
 * Which page of the model each page of the trace is. Both number their pages as they appear, and at
 * another revision, or after a divergence, not alike; what counts is that one stays one.
 */
final class RootIds {
  private final Map<Long, Long> toModel = new HashMap<>();
  private final Map<Long, Long> toTrace = new HashMap<>();

  /** Whether the trace's page may be the model's. */
  boolean match(long recorded, long model) {
    return toModel.getOrDefault(recorded, model) == model
        && toTrace.getOrDefault(model, recorded) == recorded;
  }

  /** The trace's page is the model's from now on. */
  void bind(long recorded, long model) {
    Long otherModel = toModel.put(recorded, model);
    if (otherModel != null && otherModel != model) {
      toTrace.remove(otherModel);
    }
    Long otherTrace = toTrace.put(model, recorded);
    if (otherTrace != null && otherTrace != recorded) {
      toModel.remove(otherTrace);
    }
  }

  /** The model's page that a page of the trace is, or 0 if none is known to be. */
  long model(long recorded) {
    return toModel.getOrDefault(recorded, 0L);
  }
}
