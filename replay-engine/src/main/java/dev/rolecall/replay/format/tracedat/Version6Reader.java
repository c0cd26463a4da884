// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.util.ArrayList;
import java.util.List;

/** Reads a version 6 file, trace-cmd.dat.v6(5): one part after the other, without a directory. */
final class Version6Reader {
  private static final String OPTIONS = "options";
  private static final String LATENCY = "latency";
  private static final String FLYRECORD = "flyrecord";
  private static final int TYPE_LENGTH = 10;
  private static final int MAX_INSTANCES = 1 << 10;

  private final FileBytes file;
  private final Contents contents;
  private final ProblemSink problems;
  private final OptionReader options;
  private final RingExtents extents;
  private final List<Instance> instances = new ArrayList<>();

  Version6Reader(FileBytes file, Contents contents, ProblemSink problems) {
    this.file = file;
    this.contents = contents;
    this.problems = problems;
    this.options = new OptionReader(contents, problems);
    this.extents = new RingExtents(file, problems);
  }

  void read(Cursor cursor) throws TraceInputException {
    FormatSections formats = new FormatSections(contents, problems);
    formats.headerInfo(cursor);
    formats.ftraceFormats(cursor);
    formats.eventFormats(cursor);
    cursor.skip(cursor.u32("size of kallsyms"), "kallsyms");
    cursor.skip(cursor.u32("size of printk formats"), "printk formats");
    formats.commands(cursor);
    contents.cpus = cursor.u32("number of CPUs");
    data(cursor, "");
    for (Instance instance : List.copyOf(instances)) {
      read(instance);
    }
  }

  private void read(Instance instance) {
    try {
      data(
          new Cursor(file, contents.header.order(), instance.offset(), file.size()),
          instance.name());
    } catch (TraceInputException e) {
      problems.report(e.problem());
    }
  }

  private void data(Cursor cursor, String buffer) throws TraceInputException {
    String type = type(cursor);
    if (type.startsWith(OPTIONS)) {
      options(cursor);
      type = type(cursor);
    }
    if (type.startsWith(LATENCY)) {
      throw cursor.damage(LatencyText.REFUSAL);
    }
    if (!type.startsWith(FLYRECORD)) {
      throw cursor.damage("kind of trace data: expected \"flyrecord\" or \"latency\"");
    }
    contents.buffers.add(
        new Buffer(buffer, contents.clock, contents.header.pageSize(), rings(cursor)));
  }

  private static String type(Cursor cursor) throws TraceInputException {
    return cursor.text(TYPE_LENGTH, TYPE_LENGTH, "kind of trace data");
  }

  private void options(Cursor cursor) throws TraceInputException {
    OptionReader.Entry option = OptionReader.next(cursor, 6);
    while (option.id() != Option.DONE) {
      try {
        if (option.id() == Option.BUFFER) {
          instance(option);
        } else {
          options.take(option);
        }
      } catch (TraceInputException e) {
        problems.report(e.problem());
      }
      option = OptionReader.next(cursor, 6);
    }
  }

  /** Remembers a named buffer; the one without a name is the top buffer, which follows anyway. */
  private void instance(OptionReader.Entry option) throws TraceInputException {
    Cursor cursor = option.cursor(contents.header.order());
    long offset = cursor.u64("offset of a buffer");
    String name = cursor.string("name of a buffer");
    if (offset < 0 || offset > file.size() || instances.size() == MAX_INSTANCES) {
      throw cursor.damage("buffer " + name + ": expected one of 1024 within the file");
    }
    if (!name.isEmpty()) {
      instances.add(new Instance(name, offset));
    }
  }

  private List<Buffer.Ring> rings(Cursor cursor) throws TraceInputException {
    List<Buffer.Ring> rings = new ArrayList<>();
    extents.checkCount(contents.cpus, cursor);
    for (int cpu = 0; cpu < contents.cpus; cpu++) {
      long offset = cursor.u64("offset of CPU " + cpu);
      long size = cursor.u64("size of CPU " + cpu);
      extents.claim(new Buffer.Ring(cpu, offset, size, false)).ifPresent(rings::add);
    }
    return rings;
  }

  /** A named buffer and the offset of its description. */
  private record Instance(String name, long offset) {}
}
