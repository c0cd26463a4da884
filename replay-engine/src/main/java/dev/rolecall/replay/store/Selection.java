// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.store;

import dev.rolecall.replay.trace.TraceEvent;
import java.util.stream.IntStream;

/** Some events of a store, in an order; never changes, though its store may get further events. */
public final class Selection implements EventSequence {
  private final EventStore store;
  private final int[] indices;
  private final TraceEvent event = new TraceEvent();

  private Selection(EventStore store, int[] indices) {
    this.store = store;
    this.indices = indices;
  }

  /** All events of a store. */
  public static Selection all(EventStore store) {
    return new Selection(store, IntStream.range(0, store.size()).toArray());
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public TraceEvent get(int index) {
    store.read(indices[index], event);
    return event;
  }

  /** The events at some places of this. */
  public Selection at(int[] places) {
    int[] kept = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      kept[i] = indices[places[i]];
    }
    return new Selection(store, kept);
  }

  /** The first events of this. */
  public Selection first(int count) {
    return at(IntStream.range(0, count).toArray());
  }

  /** A view of this with changed events. */
  public EventSequence with(EventChange change) {
    return new Changed(this, change);
  }

  /** This with all events changed, in a store of its own. */
  public Selection changed(EventChange change) {
    EventStore copy = new EventStore();
    EventSequence changed = with(change);
    for (int i = 0; i < changed.size(); i++) {
      copy.add(changed.get(i));
    }
    return all(copy);
  }

  /** This with another event in the place of one. */
  public Selection replaced(int index, TraceEvent with) {
    int[] others = indices.clone();
    others[index] = store.size();
    store.add(with);
    return new Selection(store, others);
  }

  private record Changed(Selection base, EventChange change) implements EventSequence {
    @Override
    public int size() {
      return base.size();
    }

    @Override
    public TraceEvent get(int index) {
      TraceEvent event = base.get(index);
      change.change(index, event);
      return event;
    }
  }
}
