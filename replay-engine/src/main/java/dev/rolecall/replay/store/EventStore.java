// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.store;

import dev.rolecall.replay.trace.EventWords;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The events of a trace, packed: one without expectations takes about 40 bytes, one of a capture
 * with every probe, roots included, 140. Everything of an event is kept but its description. Not
 * for several threads at once, not even to read: {@link #shared} is for another one.
 */
public final class EventStore {
  /**
   * How many numbers a chunk has; an event lies in one chunk, a longer one in a chunk of its own.
   */
  private static final int CHUNK = 1 << 16;

  private static final int OFFSET_BITS = 16;
  private static final int OFFSET_MASK = CHUNK - 1;

  private final List<Object> objects;
  private final EventWords writing;
  private final EventWords reading;
  private final List<long[]> chunks;
  private int[] places = new int[1024];
  private int used = CHUNK;
  private int size;

  /** A store without events. */
  public EventStore() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  private EventStore(List<Object> objects, List<long[]> chunks) {
    this.objects = objects;
    this.chunks = chunks;
    this.writing = new EventWords(objects);
    this.reading = new EventWords(objects);
  }

  /** The same events for another thread to read; neither store gets further ones. */
  public EventStore shared() {
    EventStore other = new EventStore(objects, chunks);
    other.places = places;
    other.used = used;
    other.size = size;
    return other;
  }

  /** How many events there are. */
  public int size() {
    return size;
  }

  /** Appends a copy of an event. */
  public void add(TraceEvent event) {
    writing.clear();
    writing.write(event);
    int length = writing.length();
    if (used + length > CHUNK) {
      chunks.add(new long[Math.max(CHUNK, length)]);
      used = 0;
    }
    writing.copyTo(chunks.get(chunks.size() - 1), used);
    if (size == places.length) {
      places = Arrays.copyOf(places, size + size / 2);
    }
    places[size++] = (chunks.size() - 1) << OFFSET_BITS | used;
    used += length;
  }

  /**
   * Reads an event.
   *
   * @param index its place, from 0
   * @param into becomes that event
   */
  public void read(int index, TraceEvent into) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index + " of " + size);
    }
    int place = places[index];
    reading.readFrom(chunks.get(place >>> OFFSET_BITS), place & OFFSET_MASK);
    reading.read(into);
  }

  /** How many bytes the events take, without their texts. */
  long bytes() {
    return chunks.stream().mapToLong(chunk -> chunk.length).sum() * Long.BYTES
        + (long) places.length * Integer.BYTES;
  }
}
