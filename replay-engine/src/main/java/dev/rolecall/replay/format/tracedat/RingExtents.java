// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Checks where a file says that its CPUs' data lies: within the file, and no byte claimed twice, so
 * that reading all of it takes time in proportion to the file.
 */
final class RingExtents {
  private static final int MAX_CPUS = 1 << 16;
  private static final int MAX_RINGS = 1 << 14;

  private final FileBytes file;
  private final ProblemSink problems;
  private final TreeMap<Long, Long> claimed = new TreeMap<>();

  RingExtents(FileBytes file, ProblemSink problems) {
    this.file = file;
    this.problems = problems;
  }

  void checkCount(long cpus, Cursor cursor) throws TraceInputException {
    if (cpus > MAX_CPUS) {
      throw cursor.damage("number of CPUs: expected at most 65536, found " + cpus);
    }
  }

  /** The ring, cut at the end of the file; nothing if it has no data there. */
  Optional<Buffer.Ring> claim(Buffer.Ring ring) {
    if (ring.size() == 0) {
      return Optional.empty();
    }
    if (ring.size() < 0 || ring.offset() < 0 || ring.offset() >= file.size()) {
      report(ring, "the file has " + file.size());
      return Optional.empty();
    }
    long size = Math.min(ring.size(), file.size() - ring.offset());
    if (size < ring.size()) {
      report(ring, "the file ends after " + size + " of them");
    }
    if (claimed.size() == MAX_RINGS) {
      report(ring, "16384 others have been named");
      return Optional.empty();
    }
    if (isClaimed(ring.offset(), size)) {
      report(ring, "they overlap the data of another CPU");
      return Optional.empty();
    }
    claimed.put(ring.offset(), ring.offset() + size);
    return Optional.of(new Buffer.Ring(ring.cpu(), ring.offset(), size, ring.compressed()));
  }

  private boolean isClaimed(long offset, long size) {
    Map.Entry<Long, Long> below = claimed.lowerEntry(offset + size);
    return below != null && below.getValue() > offset;
  }

  private void report(Buffer.Ring ring, String found) {
    String message =
        "cpu %d: expected %s bytes of data from byte %s on, but %s"
            .formatted(
                ring.cpu(),
                Long.toUnsignedString(ring.size()),
                Long.toUnsignedString(ring.offset()),
                found);
    problems.report(file.problem(Math.max(0, Math.min(ring.offset(), file.size())), message));
  }
}
