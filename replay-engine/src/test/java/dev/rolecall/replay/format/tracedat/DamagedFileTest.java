// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DamagedFileTest {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final int PAGE = SyntheticPage.PAGE_SIZE;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"6, LITTLE, none", "7, LITTLE, none", "7, BIG, zlib", "7, LITTLE, zstd"})
  void truncationAtAnyByteDeliversAPrefixOfEachRing(int version, String endian, String compression)
      throws TraceInputException {
    byte[] bytes = small(version, endian, compression).bytes();
    List<String> whole = Recording.of(folder, bytes).events;
    assertEquals(8, whole.size());
    assertTimeoutPreemptively(
        BOUND,
        () -> {
          for (int length = 0; length < bytes.length; length++) {
            Recording read = survive(Arrays.copyOf(bytes, length));
            List<String> events = withoutLosses(read.events);
            for (String cpu : List.of("cpu 0", "cpu 1")) {
              List<String> ring = only(events, cpu);
              assertEquals(only(whole, cpu).subList(0, ring.size()), ring, "length " + length);
            }
            assertTrue(
                events.size() == whole.size() || !read.problems.isEmpty(), "length " + length);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "6, LITTLE, none",
    "6, BIG, none",
    "7, LITTLE, none",
    "7, BIG, zlib",
    "7, LITTLE, zstd"
  })
  void flippedByteEndsInEventsProblemsOrOneException(
      int version, String endian, String compression) {
    byte[] bytes = small(version, endian, compression).bytes();
    assertTimeoutPreemptively(
        BOUND,
        () -> {
          for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (at % 2 == 0 ? 0xff : 1 << at % 8);
            survive(damaged);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"6, LITTLE, none", "7, LITTLE, none", "7, LITTLE, zstd"})
  void randomDamageEndsInEventsProblemsOrOneException(
      int version, String endian, String compression) {
    long seed = System.nanoTime();
    System.out.println("DamagedFileTest seed " + seed);
    Random random = new Random(seed);
    byte[] bytes = small(version, endian, compression).bytes();
    assertTimeoutPreemptively(
        BOUND,
        () -> {
          for (int round = 0; round < 1000; round++) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
              shapedDamage(damaged, random);
            }
            survive(damaged);
          }
        },
        () -> "seed " + seed);
  }

  private static void shapedDamage(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length - 8);
    int length = 1 << random.nextInt(4);
    byte value = (byte) new int[] {0, 0xff, 0x7f, 0x80, random.nextInt()}[random.nextInt(5)];
    Arrays.fill(bytes, at, at + length, value);
  }

  private static SyntheticTrace small(int version, String endian, String compression) {
    ByteOrder order = endian.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    SyntheticTrace trace = new SyntheticTrace(version, order, compression);
    byte[] first = trace.page(10).event(0, 1, 1).extend(0, 5).event(1, 1, 2).bytes();
    byte[] second = trace.page(20).event(0, 1, 3).discarded(1, 2).longEvent(1, 1, 4).bytes();
    byte[] third = trace.page(30).event(0, 1, 5).bytes();
    byte[] other = trace.page(12).event(0, 2, 6).stamp(17).event(0, 2, 7).bytes();
    byte[] instance = trace.page(13).event(0, 3, 8).bytes();
    return trace
        .buffer("", List.of(List.of(first, second, third), List.of(other)))
        .buffer("b", List.of(List.of(), List.of(instance)));
  }

  /** Reads the bytes; anything but success or the one exception fails the test. */
  private Recording survive(byte[] bytes) {
    Recording recording = new Recording();
    try {
      recording = Recording.of(folder, bytes);
    } catch (TraceInputException e) {
      recording.report(e.problem());
    }
    assertTrue(recording.problems.size() <= 2 * 21, "problems " + recording.problems.size());
    return recording;
  }

  private static List<String> withoutLosses(List<String> events) {
    return events.stream().filter(event -> !event.contains(" lost ")).toList();
  }

  private static List<String> only(List<String> events, String cpu) {
    return events.stream().filter(event -> event.contains("buffer 0 " + cpu)).toList();
  }

  @Test
  void truncatedFileNamesFileAndOffset() {
    byte[] bytes = Arrays.copyOf(small(7, "LITTLE", "none").bytes(), 13);
    TraceInputException e =
        assertThrows(TraceInputException.class, () -> Recording.of(folder, bytes));
    assertEquals(
        new InputProblem(
            folder.resolve("trace.dat").toString(),
            new Place.ByteOffset(13),
            "size of long: expected 1 bytes, found 0 to the end"),
        e.problem());
  }

  @Test
  void fileCutBehindItsDataStillGivesTheEvents() throws TraceInputException {
    SyntheticTrace trace = new SyntheticTrace(7, ByteOrder.LITTLE_ENDIAN, "zstd");
    List<byte[]> pages = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pages.add(trace.page(i).event(0, 1, i).bytes());
    }
    byte[] bytes = trace.buffer("", List.of(pages, pages.subList(4, 5))).bytes();

    Recording read = Recording.of(folder, Arrays.copyOf(bytes, bytes.length - 1));
    Recording whole = Recording.of(folder, bytes);

    assertEquals(7, whole.events.size());
    assertEquals(whole.events, read.events);
    assertTrue(messages(read).toString().contains("file that was cut"), messages(read)::toString);
  }

  @Test
  void lyingCommitSkipsThePageAndCountsAsLoss() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    byte[] damaged = trace.page(20).event(0, 1, 2).bytes(5000);
    Recording read = readRing(trace, damaged);

    assertEquals(
        List.of(
            "buffer 0 cpu 0 time 10 pid 1 value 1",
            "buffer 0 cpu 0 time 30 lost -1",
            "buffer 0 cpu 0 time 30 pid 1 value 3"),
        read.events);
    assertEquals(
        List.of("cpu 0: page: expected at most 112 bytes of data, found 5000"), messages(read));
  }

  @Test
  void entryBeyondThePageEndsThePage() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    Recording read = readRing(trace, trace.page(20).event(0, 1, 2).header(28, 1).bytes());

    assertEquals(
        List.of(
            "buffer 0 cpu 0 time 10 pid 1 value 1",
            "buffer 0 cpu 0 time 20 pid 1 value 2",
            "buffer 0 cpu 0 time 30 lost -1",
            "buffer 0 cpu 0 time 30 pid 1 value 3"),
        read.events);
    assertEquals(
        List.of(
            "cpu 0: expected an entry within the 0 bytes left of the page,"
                + " found event of 112 bytes"),
        messages(read));
  }

  @Test
  void recordShorterThanItsFormatIsNotDelivered() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    byte[] damaged =
        trace.page(20).header(2, 0).put4(SyntheticTrace.SAMPLE_ID).put4(1).event(0, 1, 2).bytes();
    Recording read = readRing(trace, damaged);

    assertEquals("buffer 0 cpu 0 time 20 lost -1", read.events.get(1));
    assertEquals(
        List.of("cpu 0: event sample: expected a record of 16 bytes, found 8"), messages(read));
  }

  /** Reads a ring of three pages whose middle one is damaged. */
  private Recording readRing(SyntheticTrace trace, byte[] damaged) throws TraceInputException {
    byte[] before = trace.page(10).event(0, 1, 1).bytes();
    byte[] behind = trace.page(30).event(0, 1, 3).bytes();
    return Recording.of(
        folder, trace.buffer("", List.of(List.of(before, damaged, behind))).bytes());
  }

  @ParameterizedTest
  @CsvSource({"zlib", "zstd"})
  void damagedChunkIsSkippedAndTheNextOneRead(String compression) throws TraceInputException {
    SyntheticTrace trace = new SyntheticTrace(7, ByteOrder.LITTLE_ENDIAN, compression);
    List<byte[]> pages = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pages.add(trace.page(i).event(0, 1, i).bytes());
    }
    byte[] bytes = trace.buffer("", List.of(pages)).bytes();
    int second = secondChunk(bytes);
    Arrays.fill(bytes, second + 8, second + 14, (byte) 0x55);

    Recording read = Recording.of(folder, bytes);

    assertEquals(
        List.of(
            "buffer 0 cpu 0 time 0 pid 1 value 0",
            "buffer 0 cpu 0 time 1 pid 1 value 1",
            "buffer 0 cpu 0 time 4 lost -1",
            "buffer 0 cpu 0 time 4 pid 1 value 4",
            "buffer 0 cpu 0 time 5 pid 1 value 5"),
        read.events);
    assertEquals(List.of(new Place.ByteOffset(second)), places(read));
  }

  @Test
  void chunkThatClaimsTooMuchIsRefused() throws TraceInputException {
    SyntheticTrace trace = new SyntheticTrace(7, ByteOrder.LITTLE_ENDIAN, "zstd");
    byte[] page = trace.page(1).event(0, 1, 1).bytes();
    byte[] bytes = trace.buffer("", List.of(List.of(page, page, page))).bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(secondChunk(bytes) + 4, -1);

    Recording read = Recording.of(folder, bytes);

    assertEquals(1, read.problems.size());
    assertTrue(
        messages(read).get(0).contains("found 4294967295 bytes from"), messages(read).get(0));
    assertEquals("buffer 0 cpu 0 time 1 lost -1", read.events.get(2));
  }

  /** The second chunk of the only CPU, whose data starts at the first page behind a section 3. */
  private static int secondChunk(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = PAGE; start < bytes.length; start += PAGE) {
      if (file.getInt(start) > 1 && file.getInt(start) <= 3 && file.getInt(start + 8) == 2 * PAGE) {
        return start + 4 + 8 + file.getInt(start + 4);
      }
    }
    throw new AssertionError("no chunk of two pages");
  }

  @Test
  void problemsAreCappedAndTheRestCounted() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    List<byte[]> pages = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      pages.add(trace.page(i).bytes(4000));
    }
    Recording read = Recording.of(folder, trace.buffer("", List.of(pages)).bytes());

    assertEquals(21, read.problems.size());
    assertEquals("10 further problems not shown", read.problems.get(20).message());
    assertEquals(List.of("buffer 0 cpu 0 time 0 lost -1"), read.events);
  }

  @Test
  void overlappingRingsAreReadOnce() throws TraceInputException {
    SyntheticTrace trace = new SyntheticTrace(6, ByteOrder.LITTLE_ENDIAN, "none");
    byte[] page = trace.page(1).event(0, 1, 1).bytes();
    byte[] bytes = trace.buffer("", List.of(List.of(page), List.of(page))).bytes();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int table = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("flyrecord") + 10;
    file.putLong(table + 16, file.getLong(table));

    Recording read = Recording.of(folder, bytes);

    assertEquals(List.of("buffer 0 cpu 0 time 1 pid 1 value 1"), read.events);
    assertTrue(messages(read).get(0).contains("overlap"), messages(read).get(0));
  }

  @Test
  void latencyTextSaysToRecordAgain() {
    byte[] bytes = small(6, "LITTLE", "none").bytes();
    int place = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("flyrecord");
    System.arraycopy("latency  ".getBytes(StandardCharsets.US_ASCII), 0, bytes, place, 9);

    TraceInputException six =
        assertThrows(TraceInputException.class, () -> Recording.of(folder, bytes));
    SyntheticTrace text = SyntheticTrace.plain().option(22, new byte[10]);
    TraceInputException seven =
        assertThrows(TraceInputException.class, () -> Recording.of(folder, text.bytes()));

    assertTrue(six.problem().message().contains("record again"), six.getMessage());
    assertTrue(seven.problem().message().contains("record again"), seven.getMessage());
  }

  @Test
  void optionsThatLeadInACircleEnd() throws TraceInputException {
    byte[] bytes = small(7, "LITTLE", "none").bytes();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int first = (int) file.getLong(12 + 1 + 1 + 4 + 5 + 4);
    int next = first + 16 + 4 * 14 + 6;
    long second = file.getLong(next);
    file.putLong(bytes.length - 8, first);

    Recording read = Recording.of(folder, bytes);

    assertTrue(second > first);
    assertEquals(8, read.events.size());
    assertTrue(messages(read).get(0).contains("loop"), messages(read).get(0));
  }

  private static List<String> messages(Recording read) {
    return read.problems.stream().map(InputProblem::message).toList();
  }

  private static List<Place> places(Recording read) {
    return read.problems.stream().map(InputProblem::place).toList();
  }
}
