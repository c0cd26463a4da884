// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * The last walk of a vCPU of which more than one state is possible, where it leaves to what follows
 * not the same in each: it is walked again in the state that is asked.
 */
final class OpenWalk {
  private final TraceEvent event = new TraceEvent();
  private View view = View.L1;
  private boolean open;

  /** Takes a walk by a context. */
  void take(TraceEvent walk, View walking) {
    event.reset(EventType.WALK);
    event.args().copyFrom(walk.args());
    event.expectations().copyFrom(walk.expectations());
    view = walking;
    open = true;
  }

  /** Takes notice of any event: what ends an activity ends this, and a walk or fault is another. */
  void before(EventType type) {
    boolean goesOn = MmuActivity.isStep(type);
    open &= goesOn && type != EventType.WALK && type != EventType.PAGE_FAULT;
  }

  /** There is none. */
  void forget() {
    open = false;
  }

  /** Whether there is one, and it is by that context. */
  boolean isBy(View asked) {
    return open && view == asked;
  }

  /** The walk. */
  TraceEvent event() {
    return event;
  }
}
