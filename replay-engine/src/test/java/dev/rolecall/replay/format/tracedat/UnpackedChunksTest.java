// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.SmallHeap;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The merge holds a chunk of each CPU; together they may unpack to much more than the heap. */
final class UnpackedChunksTest {
  private static final int CHUNK = 4 << 20;
  private static final int PAGES = CHUNK / SyntheticPage.PAGE_SIZE;
  private static final int CPUS = 80;

  @TempDir private Path folder;

  private final SyntheticTrace trace =
      new SyntheticTrace(7, ByteOrder.LITTLE_ENDIAN, "zstd").pagesInChunk(PAGES);

  /** A ring whose pages have an event each, one later than the other. */
  private List<byte[]> ring(int pages) {
    return LongStream.range(0, pages)
        .mapToObj(page -> trace.page(1000 * page).event(1, 7, page).bytes())
        .toList();
  }

  private List<String> replay() throws Exception {
    return SmallHeap.replay(Files.write(folder.resolve("trace.dat"), trace.bytes()));
  }

  private static long events(List<String> printed) {
    return Long.parseLong(printed.get(0).substring("events ".length()));
  }

  @Test
  void chunksBeyondTheBudgetAreNamedAndTheOthersRead() throws Exception {
    trace.buffer("", Collections.nCopies(CPUS, ring(PAGES)));
    List<String> printed = replay();
    assertTrue(events(printed) >= 8L * PAGES, () -> printed.get(0));
    assertEquals(0, events(printed) % PAGES, "a CPU is read or named");
    String refused = ": chunk: expected that all of this kind need at most ";
    assertTrue(printed.stream().anyMatch(line -> line.contains(refused)), printed::toString);
  }

  @Test
  void chunkOfTheNextSizeTakesThePlaceOfTheLast() throws Exception {
    List<byte[]> pages = ring(10 * PAGES);
    trace.buffer("", List.of(pages));
    assertEquals(List.of("events " + pages.size()), replay());
  }

  @Test
  void chunksThatClaimMoreThanTheyHaveAreRefused() throws Exception {
    trace.claimInChunks(32 << 20).buffer("", Collections.nCopies(CPUS, ring(PAGES / 16)));
    List<String> printed = replay();
    assertEquals("events 0", printed.get(0));
    assertTrue(printed.size() > 1, "nothing is said of what was not read");
  }

  @Test
  void chunksThatClaimLessThanTheyHaveAreRefused() throws Exception {
    trace.claimInChunks(-CHUNK / 2).buffer("", Collections.nCopies(2, ring(PAGES)));
    List<String> printed = replay();
    assertEquals("events 0", printed.get(0));
    assertTrue(printed.size() > 1, "nothing is said of what was not read");
  }

  @Test
  void smallChunksOfAsManyCpusAsThereMayBeAreRead() throws Exception {
    int cpus = 1 << 14;
    List<byte[]> page = ring(1);
    trace.buffer("", IntStream.range(0, cpus).mapToObj(cpu -> page).toList());
    assertEquals(List.of("events " + cpus), replay());
  }
}
