// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Writes trace.dat files from trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5), independently of the
 * reader: two systems of formats, options, and the buffers that a test adds.
 */
final class SyntheticTrace {
  static final int SAMPLE_ID = 300;
  static final String RELEASE = "6.1.0-test";

  private static final String SAMPLE =
      """
      name: sample
      ID: 300
      format:
      \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
      \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
      \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
      \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

      \tfield:u64 value;\toffset:8;\tsize:8;\tsigned:0;

      print fmt: "%llx", REC->value
      """;

  private final int version;
  private final ByteOrder order;
  private final String compression;
  private final List<Instance> instances = new ArrayList<>();
  private final List<Extra> extras = new ArrayList<>();
  private int longSize = 8;
  private int pagesInChunk = 2;
  private int statedExcess;
  private Out out;

  SyntheticTrace(int version, ByteOrder order, String compression) {
    this.version = version;
    this.order = order;
    this.compression = compression;
    this.out = new Out(order);
  }

  /** A little-endian version 7 file without compression. */
  static SyntheticTrace plain() {
    return new SyntheticTrace(7, ByteOrder.LITTLE_ENDIAN, "none");
  }

  SyntheticTrace longSize(int bytes) {
    longSize = bytes;
    return this;
  }

  /** How many pages of a ring are compressed together, 2 if not set. */
  SyntheticTrace pagesInChunk(int pages) {
    pagesInChunk = pages;
    return this;
  }

  /** Makes each chunk of a ring claim so many more bytes than it decompresses to. */
  SyntheticTrace claimInChunks(int bytes) {
    statedExcess = bytes;
    return this;
  }

  /** Adds a buffer with the pages of CPU 0, CPU 1 and so on; the first one is the top buffer. */
  SyntheticTrace buffer(String name, List<List<byte[]>> cpus) {
    instances.add(new Instance(name, cpus));
    return this;
  }

  /** Adds an option with a text. */
  SyntheticTrace option(int id, String text) {
    return option(id, (text + '\0').getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an option with the whole content of a buffer. */
  SyntheticTrace option(int id, ByteBuffer content) {
    byte[] bytes = new byte[content.capacity()];
    content.get(0, bytes);
    return option(id, bytes);
  }

  SyntheticTrace option(int id, byte[] content) {
    extras.add(new Extra(id, content));
    return this;
  }

  SyntheticPage page(long timestamp) {
    return new SyntheticPage(order, longSize, timestamp);
  }

  ByteBuffer number(int bytes) {
    return ByteBuffer.allocate(bytes).order(order);
  }

  byte[] bytes() {
    out = new Out(order);
    out.raw(new byte[] {0x17, 0x08, 0x44}).text("tracing").string(Integer.toString(version));
    out.u8(order == ByteOrder.BIG_ENDIAN ? 1 : 0).u8(longSize).u32(SyntheticPage.PAGE_SIZE);
    if (version == 6) {
      version6();
    } else {
      version7();
    }
    return out.bytes();
  }

  private void version6() {
    out.raw(headerInfo()).raw(ftraceFormats()).raw(eventFormats());
    out.u32(3).text("sym").u32(0).raw(commands());
    out.u32(instances.get(0).cpus().size()).text("options  \0");
    commonOptions();
    List<Integer> places = new ArrayList<>();
    for (Instance instance : instances.subList(1, instances.size())) {
      out.u16(3).u32(8 + instance.name().length() + 1);
      places.add(out.size());
      out.u64(0).string(instance.name());
    }
    out.u16(0);
    rings(instances.get(0));
    for (int i = 1; i < instances.size(); i++) {
      out.patch(places.get(i - 1), out.size());
      rings(instances.get(i));
    }
  }

  private void rings(Instance instance) {
    out.text("flyrecord\0");
    int table = out.size();
    instance.cpus().forEach(cpu -> out.u64(0).u64(0));
    for (int cpu = 0; cpu < instance.cpus().size(); cpu++) {
      out.align(SyntheticPage.PAGE_SIZE);
      int start = out.size();
      instance.cpus().get(cpu).forEach(out::raw);
      out.patch(table + 16 * cpu, start);
      out.patch(table + 16 * cpu + 8, out.size() - start);
    }
  }

  private void version7() {
    out.string(compression).string("1.0");
    int first = out.size();
    out.u64(0);
    int header = section(16, headerInfo());
    int ftrace = section(17, ftraceFormats());
    int events = section(18, eventFormats());
    int commands = section(21, commands());
    List<byte[]> buffers = new ArrayList<>();
    for (Instance instance : instances) {
      buffers.add(bufferSection(instance));
    }
    out.patch(first, out.size());
    int next = optionsWithNext(header, ftrace, events, commands);
    out.patch(next, out.size());
    Out last = out;
    out = new Out(order);
    commonOptions();
    buffers.forEach(buffer -> out.u16(3).u32(buffer.length).raw(buffer));
    byte[] content = out.u16(0).u32(8).u64(0).bytes();
    out = last;
    section(0, content);
  }

  /** The first options, not compressed; returns the place of the next ones' offset. */
  private int optionsWithNext(int... sections) {
    out.u16(0).u16(0).u32(0).u64(4 * 14 + 14);
    int[] numbers = {16, 17, 18, 21};
    for (int i = 0; i < sections.length; i++) {
      out.u16(numbers[i]).u32(8).u64(sections[i]);
    }
    out.u16(0).u32(8);
    int place = out.size();
    out.u64(0);
    return place;
  }

  private byte[] bufferSection(Instance instance) {
    boolean compressed = !compression.equals("none");
    Out option = new Out(order);
    option.u64(out.size()).string(instance.name()).string("local");
    option.u32(SyntheticPage.PAGE_SIZE).u32(instance.cpus().size());
    out.u16(3).u16(compressed ? 1 : 0).u32(0);
    int size = out.size();
    out.u64(0);
    for (int cpu = 0; cpu < instance.cpus().size(); cpu++) {
      out.align(SyntheticPage.PAGE_SIZE);
      int start = out.size();
      ring(instance.cpus().get(cpu), compressed);
      int stated = out.size() - start - (compressed ? 4 : 0);
      option.u32(cpu).u64(start).u64(Math.max(0, stated));
    }
    out.patch(size, out.size() - size - 8);
    return option.bytes();
  }

  private void ring(List<byte[]> pages, boolean compressed) {
    if (!compressed || pages.isEmpty()) {
      pages.forEach(out::raw);
      return;
    }
    out.u32((pages.size() + pagesInChunk - 1) / pagesInChunk);
    for (int i = 0; i < pages.size(); i += pagesInChunk) {
      Out chunk = new Out(order);
      pages.subList(i, Math.min(pages.size(), i + pagesInChunk)).forEach(chunk::raw);
      compressed(chunk.bytes(), statedExcess);
    }
  }

  private void commonOptions() {
    text(4, "[local] global counter");
    text(5, "Linux host " + RELEASE + " x86_64");
    text(9, "3.1.6");
    text(2, "CPU: 0\nentries: 7\noverrun: 5\nread events: 9\n");
    extras.forEach(extra -> out.u16(extra.id()).u32(extra.content().length).raw(extra.content()));
  }

  private void text(int id, String text) {
    out.u16(id).u32(text.length() + 1).string(text);
  }

  private int section(int id, byte[] content) {
    int start = out.size();
    boolean compressed = !compression.equals("none");
    out.u16(id).u16(compressed ? 1 : 0).u32(0);
    int size = out.size();
    out.u64(0);
    if (compressed) {
      compressed(content, 0);
    } else {
      out.raw(content);
    }
    out.patch(size, out.size() - size - 8);
    return start;
  }

  private void compressed(byte[] content, int excess) {
    byte[] packed = compression.equals("zstd") ? Zstd.compress(content) : deflate(content);
    out.u32(packed.length).u32(content.length + excess).raw(packed);
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater();
    deflater.setInput(content);
    deflater.finish();
    byte[] packed = new byte[content.length + 64];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  private byte[] headerInfo() {
    String page =
        """
        \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
        \tfield: local_t commit;\toffset:8;\tsize:%1$d;\tsigned:1;
        \tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;
        \tfield: char data;\toffset:%2$d;\tsize:%3$d;\tsigned:1;
        """
            .formatted(longSize, 8 + longSize, SyntheticPage.PAGE_SIZE - 8 - longSize);
    Out info = new Out(order).string("header_page").u64(page.length()).text(page);
    return info.string("header_event").u64(4).text("none").bytes();
  }

  private byte[] ftraceFormats() {
    String function = SAMPLE.replace("sample", "function").replace("300", "1");
    return new Out(order).u32(1).u64(function.length()).text(function).bytes();
  }

  private byte[] eventFormats() {
    Out formats = new Out(order).u32(1).string("test").u32(1);
    return formats.u64(SAMPLE.length()).text(SAMPLE).bytes();
  }

  private byte[] commands() {
    return new Out(order).u64(14).text("7 vmm\n12 bash\n").bytes();
  }

  private record Instance(String name, List<List<byte[]>> cpus) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Extra(int id, byte[] content) {}

  /** Bytes in the order of the traced machine. */
  private static final class Out {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final List<long[]> patches = new ArrayList<>();
    private final ByteOrder order;

    Out(ByteOrder order) {
      this.order = order;
    }

    Out u8(int value) {
      stream.write(value);
      return this;
    }

    Out u16(int value) {
      return raw(number(2).putShort((short) value).array());
    }

    Out u32(long value) {
      return raw(number(4).putInt((int) value).array());
    }

    Out u64(long value) {
      return raw(number(8).putLong(value).array());
    }

    Out raw(byte[] bytes) {
      stream.writeBytes(bytes);
      return this;
    }

    Out text(String text) {
      return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Out string(String text) {
      return text(text).u8(0);
    }

    Out align(int bytes) {
      return raw(new byte[Math.floorMod(-size(), bytes)]);
    }

    int size() {
      return stream.size();
    }

    void patch(int place, long value) {
      patches.add(new long[] {place, value});
    }

    byte[] bytes() {
      byte[] bytes = stream.toByteArray();
      for (long[] patch : patches) {
        ByteBuffer.wrap(bytes).order(order).putLong((int) patch[0], patch[1]);
      }
      return bytes;
    }

    private ByteBuffer number(int size) {
      return ByteBuffer.allocate(size).order(order);
    }
  }
}
