// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.TraceInputException;
import java.util.List;

/**
 * Delivers the events of several streams in the order of their times; among equal times the stream
 * first in the list comes first, and within a stream the order is never changed.
 *
 * <p>A binary heap of the streams' next events, whose root runs for as long as it stays in front.
 */
final class StreamMerge {
  private final RecordHandler handler;
  private final CpuStream[] heap;
  private final int[] rank;
  private int size;

  StreamMerge(List<CpuStream> streams, RecordHandler handler) throws TraceInputException {
    this.handler = handler;
    this.heap = new CpuStream[streams.size()];
    this.rank = new int[streams.size()];
    for (int i = 0; i < streams.size(); i++) {
      if (advance(streams.get(i))) {
        heap[size] = streams.get(i);
        rank[size++] = i;
      }
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  void run() throws TraceInputException {
    while (size > 0) {
      if (!runRoot()) {
        size--;
        heap[0] = heap[size];
        rank[0] = rank[size];
      }
      siftDown(0);
    }
  }

  /** Delivers the root's events while no other stream has an earlier one; false at its end. */
  private boolean runRoot() throws TraceInputException {
    CpuStream stream = heap[0];
    RawRecord record = stream.record();
    int rival = size > 2 && before(2, 1) ? 2 : 1;
    do {
      if (stream.hasLoss()) {
        handler.lost(record.source(), record.timeNs, stream.takeLoss());
      }
      handler.record(record);
      if (!advance(stream)) {
        return false;
      }
    } while (rival >= size || before(0, rival));
    return true;
  }

  private boolean advance(CpuStream stream) throws TraceInputException {
    if (stream.advance()) {
      return true;
    }
    if (stream.hasLoss()) {
      RawRecord last = stream.record();
      handler.lost(last.source(), last.timeNs, stream.takeLoss());
    }
    return false;
  }

  private void siftDown(int start) {
    int parent = start;
    for (int child = 2 * parent + 1; child < size; child = 2 * parent + 1) {
      int least = child + 1 < size && before(child + 1, child) ? child + 1 : child;
      if (before(parent, least)) {
        return;
      }
      swap(parent, least);
      parent = least;
    }
  }

  private boolean before(int a, int b) {
    int order = Long.compareUnsigned(heap[a].record().timeNs, heap[b].record().timeNs);
    return order == 0 ? rank[a] < rank[b] : order < 0;
  }

  private void swap(int a, int b) {
    CpuStream stream = heap[a];
    heap[a] = heap[b];
    heap[b] = stream;
    int number = rank[a];
    rank[a] = rank[b];
    rank[b] = number;
  }
}
