// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.run;

import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.GuestMemory.Protection;
import dev.rolecall.replay.check.VmPages;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;

/** What a trace tells of one VM's memory. */
final class Vm {
  private static final long PAGE_OFFSET = 0xfff;

  private final GuestMemory memory = new GuestMemory();
  private final VmPages pages = new VmPages();

  GuestMemory memory() {
    return memory;
  }

  VmPages pages() {
    return pages;
  }

  /** A {@code memslot} event. */
  void addSlot(TraceEvent event) {
    memory.describe();
    memory
        .slots()
        .add(event.args().number(Arg.GFN), event.args().number(Arg.PAGES), protection(event));
  }

  /** A {@code memory} event. */
  void describe(TraceEvent event) {
    long gpa = event.args().number(Arg.GPA);
    if (event.args().has(Arg.QWORDS)) {
      writeQwords(gpa, event.args().tuples(Arg.QWORDS));
    } else {
      writeBytes(gpa, event.args().bytes(Arg.BYTES));
    }
    protect(event, gpa);
  }

  /** Says of each page that the event names whether it can be written. */
  private void protect(TraceEvent event, long gpa) {
    Protection protection = protection(event);
    long last = gpa + size(event) - 1;
    for (long page = gpa & ~PAGE_OFFSET; page - last <= 0; page += PAGE_OFFSET + 1) {
      memory.protect(page, protection);
    }
  }

  private static Protection protection(TraceEvent event) {
    boolean readOnly = event.args().numberOr(Arg.READONLY, 0) == 1;
    return readOnly ? Protection.READ_ONLY : Protection.WRITABLE;
  }

  private static long size(TraceEvent event) {
    return event.args().has(Arg.QWORDS)
        ? (long) event.args().tuples(Arg.QWORDS).size() * Long.BYTES
        : event.args().bytes(Arg.BYTES).length;
  }

  private void writeQwords(long gpa, LongTuples qwords) {
    for (int i = 0; i < qwords.size(); i++) {
      long address = gpa + (long) i * Long.BYTES;
      if ((address & 7) == 0) {
        memory.writeQword(address, qwords.get(i));
      } else {
        writeUnaligned(address, qwords.get(i));
      }
    }
  }

  private void writeUnaligned(long gpa, long qword) {
    for (int i = 0; i < Long.BYTES; i++) {
      memory.writeByte(gpa + i, (int) (qword >>> (i * Byte.SIZE)));
    }
  }

  private void writeBytes(long gpa, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      memory.writeByte(gpa + i, bytes[i]);
    }
  }
}
