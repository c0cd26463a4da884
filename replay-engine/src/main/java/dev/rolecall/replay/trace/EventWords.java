// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.Arrays;
import java.util.List;

/**
 * Events as runs of numbers, for those who keep many. What is no number, texts, bytes and expected
 * fields, goes into a list of objects, and its place there into the run. Reading an event that has
 * no such part allocates nothing. Everything of an event is kept but its {@link
 * TraceEvent#description()}.
 */
public final class EventWords {
  private final List<Object> objects;
  private long[] words = new long[64];
  private int at;

  /**
   * An empty run.
   *
   * @param objects takes and has what is no number
   */
  public EventWords(List<Object> objects) {
    this.objects = objects;
  }

  /** Makes the run empty, to be written. */
  public void clear() {
    at = 0;
  }

  /** Appends an event. */
  public void write(TraceEvent event) {
    event.pack(this);
  }

  /** How many numbers have been written since {@link #clear}. */
  public int length() {
    return at;
  }

  /** Copies what has been written. */
  public void copyTo(long[] target, int offset) {
    System.arraycopy(words, 0, target, offset, at);
  }

  /** Reads from numbers that lie elsewhere, which are not changed. */
  public void readFrom(long[] source, int offset) {
    words = source;
    at = offset;
  }

  /** Reads the next event. */
  public void read(TraceEvent into) {
    into.unpack(this);
  }

  void put(long word) {
    if (at == words.length) {
      words = Arrays.copyOf(words, at * 2);
    }
    words[at++] = word;
  }

  long next() {
    return words[at++];
  }

  void putObject(Object object) {
    put(objects.size());
    objects.add(object);
  }

  Object nextObject() {
    return objects.get((int) next());
  }

  void put(long[] source, int length) {
    put(length);
    for (int i = 0; i < length; i++) {
      put(source[i]);
    }
  }

  void next(long[] target, int length) {
    System.arraycopy(words, at, target, 0, length);
    at += length;
  }
}
