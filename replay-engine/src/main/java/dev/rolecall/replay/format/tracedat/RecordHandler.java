// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/** Receives a file's events merged by time; within one CPU they come in the ring's order. */
public interface RecordHandler {

  /** The number of lost events where the kernel did not store it. */
  long UNKNOWN_COUNT = -1;

  /** Takes one event. The record is reused: it holds for the duration of the call. */
  void record(RawRecord record);

  /**
   * Learns that events are missing at this point of one CPU's ring, because the kernel dropped them
   * or because the file is damaged here.
   *
   * @param source the buffer and CPU
   * @param timeNs the time of the first event behind the gap, or of the last one before a gap at
   *     the end
   * @param count the number of events, or {@link #UNKNOWN_COUNT}
   */
  void lost(RingSource source, long timeNs, long count);
}
