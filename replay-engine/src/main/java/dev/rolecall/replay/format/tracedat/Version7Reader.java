// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.tracedat.Decompressor.Block;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads a version 7 file, trace-cmd.dat.v7(5): sections, found through chained options. */
final class Version7Reader {
  private static final int MAX_SECTION = 1 << 26;
  private static final int MAX_OPTION_SECTIONS = 1 << 10;
  private static final int MAX_BUFFERS = 1 << 10;

  private final FileBytes file;
  private final Contents contents;
  private final Decompressor decompressor;
  private final ProblemSink problems;
  private final OptionReader options;
  private final RingExtents extents;
  private final Map<Integer, Long> sections = new TreeMap<>();
  private final Set<Long> visited = new HashSet<>();
  private final BlockBudget budget = new BlockBudget();

  Version7Reader(
      FileBytes file, Contents contents, Decompressor decompressor, ProblemSink problems) {
    this.file = file;
    this.contents = contents;
    this.decompressor = decompressor;
    this.problems = problems;
    this.options = new OptionReader(contents, problems);
    this.extents = new RingExtents(file, problems);
  }

  /** Reads everything but the ring data; the cursor is at the offset of the first options. */
  void read(Cursor cursor) throws TraceInputException {
    long first = cursor.u64("offset of the first options");
    long next = optionSection(first);
    try {
      while (next != 0) {
        next = optionSection(next);
      }
    } catch (TraceInputException e) {
      problems.report(e.problem());
    }
    if (contents.buffers.isEmpty() && !contents.textBuffer) {
      orphans(cursor.position());
    }
    FormatSections formats = new FormatSections(contents, problems);
    section(Option.HEADER_INFO, formats::headerInfo);
    section(Option.FTRACE_EVENTS, formats::ftraceFormats);
    section(Option.EVENT_FORMATS, formats::eventFormats);
    section(Option.CMDLINES, formats::commands);
  }

  private void orphans(long firstSection) {
    List<Buffer.Ring> found = new OrphanRings(file, contents.header).find(firstSection);
    List<Buffer.Ring> rings = found.stream().map(extents::claim).flatMap(Optional::stream).toList();
    if (!rings.isEmpty()) {
      contents.buffers.add(new Buffer("", contents.clock, contents.header.pageSize(), rings));
      problems.report(
          file.problem(
              rings.get(0).offset(),
              "expected a description of this trace data, found none, as in a file that was cut;"
                  + " CPUs are numbered in the order of their data"));
    }
  }

  /** Reads a section of options and returns the offset of the next one, or zero. */
  private long optionSection(long offset) throws TraceInputException {
    if (!visited.add(offset) || visited.size() > MAX_OPTION_SECTIONS) {
      throw file.damage(offset, "options: expected a chain of at most 1024 sections, found a loop");
    }
    Cursor cursor = open(offset, Option.DONE);
    while (true) {
      OptionReader.Entry option = OptionReader.next(cursor, 7);
      if (option.id() == Option.DONE) {
        return option.cursor(contents.header.order()).u64("offset of the next options");
      }
      try {
        take(option);
      } catch (TraceInputException e) {
        problems.report(e.problem());
      }
    }
  }

  private void take(OptionReader.Entry option) throws TraceInputException {
    Cursor cursor = option.cursor(contents.header.order());
    switch (option.id()) {
      case Option.HEADER_INFO, Option.FTRACE_EVENTS, Option.EVENT_FORMATS, Option.CMDLINES ->
          sections.put(option.id(), cursor.u64("offset of a section"));
      case Option.BUFFER -> buffer(cursor);
      case Option.BUFFER_TEXT -> contents.textBuffer = true;
      default -> options.take(option);
    }
  }

  private void buffer(Cursor cursor) throws TraceInputException {
    if (contents.buffers.size() == MAX_BUFFERS) {
      throw cursor.damage("buffers: expected at most 1024 of them");
    }
    long section = cursor.u64("offset of a buffer");
    String name = cursor.string("name of a buffer");
    String clock = cursor.string("clock of a buffer");
    long pageSize = cursor.u32("page size of a buffer");
    if (!FileHeader.isPageSize(pageSize)) {
      throw cursor.damage("page size: expected a power of two up to 16 MiB, found " + pageSize);
    }
    boolean compressed = compressed(section);
    long cpus = cursor.u32("CPUs of a buffer");
    extents.checkCount(cpus, cursor);
    List<Buffer.Ring> rings = new ArrayList<>();
    for (long i = 0; i < cpus; i++) {
      int cpu = (int) Math.min(cursor.u32("number of a CPU"), Integer.MAX_VALUE);
      long offset = cursor.u64("offset of a CPU's data");
      long size = cursor.u64("size of a CPU's data");
      extents.claim(new Buffer.Ring(cpu, offset, size, compressed)).ifPresent(rings::add);
    }
    contents.buffers.add(new Buffer(name, clock, (int) pageSize, rings));
  }

  private boolean compressed(long section) throws TraceInputException {
    return header(section, Option.BUFFER).compressed();
  }

  private void section(int id, SectionReader reader) {
    try {
      if (sections.containsKey(id)) {
        reader.read(open(sections.getOrDefault(id, 0L), id));
      } else {
        throw file.damage(file.size(), "expected a section " + id + ", found no option naming it");
      }
    } catch (TraceInputException e) {
      problems.report(e.problem());
    }
  }

  /** A cursor over the content of the section at an offset, decompressed where needed. */
  private Cursor open(long offset, int id) throws TraceInputException {
    SectionHeader header = header(offset, id);
    long start = header.content();
    if (!header.compressed()) {
      long size = header.size();
      boolean within = size >= 0 && size <= file.size() - start;
      return new Cursor(file, contents.header.order(), start, within ? start + size : file.size());
    }
    Cursor cursor = new Cursor(file, contents.header.order(), start, file.size());
    Block block = Decompressor.block(cursor, MAX_SECTION);
    if (!block.fault().isEmpty()) {
      throw file.damage(offset, "section " + id + ": " + block.fault());
    }
    cursor.skip(block.compressed(), "section " + id);
    if (!budget.take((int) block.uncompressed())) {
      throw file.damage(offset, "section " + id + ": " + budget.refusal());
    }
    byte[] content = new byte[(int) block.uncompressed()];
    decompressor.decompress(block, content);
    return new Cursor(
        new SectionBytes(file, offset, content), contents.header.order(), 0, content.length);
  }

  private SectionHeader header(long offset, int expectedId) throws TraceInputException {
    SectionHeader header = SectionHeader.read(file, contents.header.order(), offset);
    if (header.id() != expectedId) {
      throw file.damage(
          offset, "expected a section " + expectedId + ", found number " + header.id());
    }
    return header;
  }

  private interface SectionReader {
    void read(Cursor cursor) throws TraceInputException;
  }
}
