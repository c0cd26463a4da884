// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.EventSequence;
import java.time.Duration;

/** Tries candidates as long as the limits allow. After that nothing shows anything. */
final class Tries {
  private final Symptom symptom;
  private final Limits limits;
  private final Progress progress;
  private final long started = System.nanoTime();
  private final long nanos;
  private long count;
  private boolean stopped;
  private String pass = "";
  private int left;

  Tries(Symptom symptom, Limits limits, Progress progress) {
    this.symptom = symptom;
    this.limits = limits;
    this.progress = progress;
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    this.nanos = (limits.time().compareTo(longest) < 0 ? limits.time() : longest).toNanos();
  }

  /** A pass begins, on so many events. */
  void begin(String name, int events) {
    pass = name;
    left = events;
    progress.at(pass, left, count);
  }

  /** Whether a candidate shows the symptom. */
  boolean shows(EventSequence candidate) {
    return shownAt(candidate) != Symptom.NOT_SHOWN;
  }

  /** Where a candidate first shows the symptom. */
  int shownAt(EventSequence candidate) {
    if (isStopped()) {
      return Symptom.NOT_SHOWN;
    }
    count++;
    progress.at(pass, left, count);
    int shown = symptom.shownAt(candidate);
    if (shown != Symptom.NOT_SHOWN) {
      left = Math.min(left, candidate.size());
    }
    return shown;
  }

  /** Whether a limit is reached. */
  boolean isStopped() {
    stopped |=
        count >= limits.maxTries()
            || System.nanoTime() - started >= nanos
            || limits.cancelled().getAsBoolean();
    return stopped;
  }

  long count() {
    return count;
  }
}
