// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds a section of a 64-bit little-endian ELF file (System V ABI, chapter 4). */
final class ElfSection {
  private static final int HEADER = 64;
  private static final int SECTION = 64;
  private static final int SECTION_TABLE = 40;
  private static final int SECTION_COUNT = 60;
  private static final int NAMES_INDEX = 62;

  private final String file;
  private final ByteBuffer bytes;

  private ElfSection(String file, byte[] content) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  static boolean recognises(byte[] head) {
    return head.length >= 4
        && head[0] == 0x7f
        && head[1] == 'E'
        && head[2] == 'L'
        && head[3] == 'F';
  }

  /** The content of a section. */
  static byte[] find(String file, byte[] content, String name) throws TraceInputException {
    return new ElfSection(file, content).find(name);
  }

  private byte[] find(String name) throws TraceInputException {
    if (bytes.capacity() < HEADER || bytes.get(4) != 2 || bytes.get(5) != 1) {
      throw damage(4, "expected a 64-bit little-endian file");
    }
    long table = bytes.getLong(SECTION_TABLE);
    int sections = Short.toUnsignedInt(bytes.getShort(SECTION_COUNT));
    int names = Short.toUnsignedInt(bytes.getShort(NAMES_INDEX));
    if (table < 0 || table > bytes.capacity() - (long) sections * SECTION || names >= sections) {
      throw damage(SECTION_TABLE, "expected a section table within the file, found none");
    }
    int start = (int) table;
    byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] text = content(start + names * SECTION);
    for (int i = 0; i < sections; i++) {
      int at = start + i * SECTION;
      long offset = Integer.toUnsignedLong(bytes.getInt(at));
      if (startsWith(text, offset, wanted)) {
        return content(at);
      }
    }
    throw damage(start, "expected a section " + name + ", found none");
  }

  private byte[] content(int section) throws TraceInputException {
    long offset = bytes.getLong(section + 24);
    long size = bytes.getLong(section + 32);
    if (offset < 0 || size < 0 || offset > bytes.capacity() || size > bytes.capacity() - offset) {
      throw damage(section, "expected a section within the file, found one that is not");
    }
    return Arrays.copyOfRange(bytes.array(), (int) offset, (int) (offset + size));
  }

  private static boolean startsWith(byte[] text, long offset, byte[] wanted) {
    long end = offset + wanted.length;
    return end <= text.length
        && Arrays.equals(text, (int) offset, (int) end, wanted, 0, wanted.length);
  }

  private TraceInputException damage(int place, String message) {
    return new TraceInputException(
        new InputProblem(file, new Place.ByteOffset(place), "ELF: " + message));
  }
}
