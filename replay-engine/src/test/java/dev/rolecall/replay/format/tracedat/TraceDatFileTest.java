// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceDatFileTest {
  private static final long HIGH_TIME = 0xf800_0000_0000_1000L;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "6, LITTLE, none, 8",
    "6, LITTLE, none, 4",
    "6, BIG,    none, 8",
    "6, BIG,    none, 4",
    "7, LITTLE, none, 8",
    "7, BIG,    none, 8",
    "7, LITTLE, zlib, 8",
    "7, BIG,    zlib, 4",
    "7, LITTLE, zstd, 8",
    "7, LITTLE, zstd, 4",
    "7, BIG,    zstd, 8"
  })
  void everyVersionByteOrderCompressionAndLongSizeGivesTheSameEvents(
      int version, String endian, String compression, int longSize) throws TraceInputException {
    ByteOrder order = endian.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    SyntheticTrace trace = new SyntheticTrace(version, order, compression).longSize(longSize);

    Recording read = Recording.of(folder, twoCpusAndAnInstance(trace).bytes());

    assertEquals(List.of(), read.problems);
    assertEquals(
        List.of(
            "buffer 0 cpu 0 time 1000 pid 7 value 1",
            "buffer 1 cpu 0 time 1005 pid 9 value 123456789abcdef",
            "buffer 0 cpu 0 time 1010 pid 7 value 2",
            "buffer 0 cpu 1 time 1010 pid 12 value 80",
            "buffer 0 cpu 1 time 1013 pid 12 value 81",
            "buffer 0 cpu 0 time 2000 lost 5",
            "buffer 0 cpu 0 time 2000 pid 7 value 3",
            "buffer 0 cpu 0 time 134219733 pid 7 value 4",
            "buffer 0 cpu 1 time 200000000 lost -1",
            "buffer 0 cpu 1 time 200000000 pid -1 value ffffffffffffffff",
            "buffer 0 cpu 0 time 300000001 pid 7 value 5"),
        read.events);
  }

  private static SyntheticTrace twoCpusAndAnInstance(SyntheticTrace trace) {
    byte[] first = trace.page(1000).event(0, 7, 1).discarded(4, 3).event(6, 7, 2).bytes();
    byte[] second =
        trace
            .page(2000)
            .missed(5)
            .event(0, 7, 3)
            .extend(1, 0)
            .longEvent(5, 7, 4)
            .endOfPage()
            .bytes();
    byte[] third = trace.page(300_000_000).event(1, 7, 5).bytes();
    byte[] other = trace.page(1010).event(0, 12, 0x80).event(3, 12, 0x81).bytes();
    byte[] stamped = trace.page(5).missed(-1).stamp(200_000_000).event(0, -1, -1).bytes();
    byte[] instance = trace.page(1005).event(0, 9, 0x123456789abcdefL).bytes();
    return trace
        .buffer("", List.of(List.of(first, second, third), List.of(other, stamped)))
        .buffer("kvm", List.of(List.of(instance), List.of()));
  }

  @Test
  void equalTimesKeepTheOrderOfTheCpusAndARingItsOwn() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    byte[] zero = trace.page(100).event(0, 1, 1).event(0, 1, 2).bytes();
    byte[] earlier = trace.page(50).event(0, 1, 3).bytes();
    byte[] one = trace.page(100).event(0, 2, 4).bytes();

    Recording read =
        Recording.of(
            folder, trace.buffer("", List.of(List.of(zero, earlier), List.of(one))).bytes());

    assertEquals(
        List.of(
            "buffer 0 cpu 0 time 100 pid 1 value 1",
            "buffer 0 cpu 0 time 100 pid 1 value 2",
            "buffer 0 cpu 0 time 50 pid 1 value 3",
            "buffer 0 cpu 1 time 100 pid 2 value 4"),
        read.events);
  }

  @Test
  void versionSixOptionOfTheTopBufferNamesNoFurtherBuffer() throws TraceInputException {
    SyntheticTrace trace = new SyntheticTrace(6, ByteOrder.LITTLE_ENDIAN, "none");
    byte[] page = trace.page(1).event(0, 1, 1).bytes();
    trace.option(3, new byte[9]).buffer("", List.of(List.of(page)));

    Recording read = Recording.of(folder, trace.bytes());

    assertEquals(List.of(), read.problems);
    assertEquals(List.of("buffer 0 cpu 0 time 1 pid 1 value 1"), read.events);
  }

  @Test
  void absoluteTimeKeepsTheFiveHighestBits() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    byte[] page = trace.page(HIGH_TIME).stamp(0x1234).event(0, 1, 1).bytes();

    Recording read = Recording.of(folder, trace.buffer("", List.of(List.of(page))).bytes());

    assertEquals(
        List.of("buffer 0 cpu 0 time " + 0xf800_0000_0000_1234L + " pid 1 value 1"), read.events);
  }

  @Test
  void headerTellsKernelClockCpusAndCounts() throws Exception {
    Path path = folder.resolve("trace.dat");
    Files.write(path, twoCpusAndAnInstance(SyntheticTrace.plain().option(8, cpus())).bytes());

    try (TraceDatFile file = TraceDatFile.open(path, new Recording())) {
      assertEquals(7, file.version());
      assertEquals(Optional.of(SyntheticTrace.RELEASE), file.kernelRelease());
      assertEquals("local", file.clock());
      assertEquals("3.1.6", file.recorderVersion());
      assertEquals(2, file.cpus());
      assertEquals(Optional.of("vmm"), file.command(7));
      assertEquals(Optional.empty(), file.command(8));
      assertEquals(List.of(new CpuStatistics(0, 7, 5, 0, 0, 9)), file.statistics());
      assertEquals(List.of("", "kvm"), file.buffers().stream().map(Buffer::name).toList());
      assertEquals(
          Optional.of(SyntheticTrace.SAMPLE_ID),
          file.formats().byName("test", "sample").map(EventFormat::id));
      assertEquals("ftrace", file.formats().byId(1).orElseThrow().system());
    }
  }

  private static ByteBuffer cpus() {
    return SyntheticTrace.plain().number(4).putInt(2);
  }

  @Test
  void dateOffsetAndTscOptionsConvertTimes() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    ByteBuffer scale = trace.number(16).putInt(0x8000_0000).putInt(31).putLong(99);
    trace.option(1, "0x10").option(7, "-1").option(14, scale);
    byte[] page = trace.page(1L << 40).event(0, 1, 1).bytes();

    Recording read = Recording.of(folder, trace.buffer("", List.of(List.of(page))).bytes());

    long expected = (1L << 40) + 16_000 - 1;
    assertEquals(List.of("buffer 0 cpu 0 time " + expected + " pid 1 value 1"), read.events);
  }

  @Test
  void recordKnowsItsPlaceInTheFileAndInItsRing() throws Exception {
    for (String compression : List.of("none", "zstd")) {
      SyntheticTrace trace = new SyntheticTrace(7, ByteOrder.LITTLE_ENDIAN, compression);
      byte[] page = trace.page(1).event(0, 1, 0x1122334455667788L).bytes();
      byte[] bytes = trace.buffer("", List.of(List.of(page, page, page))).bytes();
      Path path = folder.resolve("trace.dat");
      Files.write(path, bytes);

      try (TraceDatFile file = TraceDatFile.open(path, new Recording())) {
        Buffer.Ring ring = file.buffers().get(0).rings().get(0);
        Places places = new Places();
        file.read(places);
        assertEquals(List.of(20L, 148L, 276L), places.ring, compression);
        long start = ring.offset();
        int packed = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt((int) start + 4);
        List<Long> inFile =
            compression.equals("none")
                ? List.of(start + 20, start + 148, start + 276)
                : List.of(start + 4, start + 4, start + 4 + 8 + packed);
        assertEquals(inFile, places.file, compression);
      }
    }
  }

  @Test
  void dataBeyondTwoGibibytesIsRead() throws Exception {
    long place = 3L << 30;
    SyntheticTrace trace = new SyntheticTrace(6, ByteOrder.LITTLE_ENDIAN, "none");
    byte[] page = trace.page(1).event(0, 1, 1).bytes();
    byte[] bytes = trace.buffer("", List.of(List.of(page))).bytes();
    int table =
        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("flyrecord");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(table + 10, place);
    Path path = folder.resolve("trace.dat");
    Files.write(path, bytes);
    try (var channel = Files.newByteChannel(path, java.nio.file.StandardOpenOption.WRITE)) {
      channel.position(place).write(ByteBuffer.wrap(page));
    }

    Recording read = Recording.of(path);

    assertEquals(List.of("buffer 0 cpu 0 time 1 pid 1 value 1"), read.events);
  }

  @Test
  void theTenBytesOfTheMagicTell() throws IOException {
    byte[] bytes = twoCpusAndAnInstance(SyntheticTrace.plain()).bytes();
    assertTrue(TraceDatFile.looksLike(ByteBuffer.wrap(bytes)));
    assertFalse(TraceDatFile.looksLike(ByteBuffer.wrap(bytes, 0, 9)));
    assertFalse(TraceDatFile.looksLike(ByteBuffer.wrap(bytes, 1, 20)));
  }

  @Test
  void missingFileIsNamed() {
    Path path = folder.resolve("absent.dat");
    TraceInputException e =
        assertThrows(
            TraceInputException.class, () -> TraceDatFile.open(path, new Recording()).close());
    assertEquals(path.toString(), e.problem().file());
  }

  @Test
  void manyCpusAreMergedByTime() throws TraceInputException {
    SyntheticTrace trace = SyntheticTrace.plain();
    List<List<byte[]>> cpus = new java.util.ArrayList<>();
    for (int cpu = 0; cpu < 37; cpu++) {
      SyntheticPage page = trace.page(cpu * 7 % 37);
      for (int i = 0; i < 5; i++) {
        page.event(i == 0 ? 0 : 37, cpu, cpu * 7 % 37 + 37L * i);
      }
      cpus.add(Collections.singletonList(page.bytes()));
    }

    Recording read = Recording.of(folder, trace.buffer("", cpus).bytes());

    assertEquals(37 * 5, read.events.size());
    for (int time = 0; time < 37 * 5; time++) {
      String event = read.events.get(time);
      assertTrue(event.contains(" time " + time + " "), event);
      assertTrue(event.endsWith(" value " + Long.toHexString(time)), event);
    }
  }

  private static final class Places implements RecordHandler {
    final List<Long> file = new java.util.ArrayList<>();
    final List<Long> ring = new java.util.ArrayList<>();

    @Override
    public void record(RawRecord event) {
      file.add(event.fileOffset());
      ring.add(event.ringOffset());
    }

    @Override
    public void lost(RingSource source, long timeNs, long count) {}
  }
}
