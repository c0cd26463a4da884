// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import dev.rolecall.replay.btf.CType.Kind;
import dev.rolecall.replay.btf.CType.Member;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * BTF in its binary form, little endian, Documentation/bpf/btf.rst: a header, types one after the
 * other, and their names. A module's BTF is split: it continues the numbers and the names of the
 * kernel's own.
 */
final class BtfTable implements TypeTable {
  private static final int MAGIC = 0xeb9f;
  private static final int VERSION = 1;
  private static final int HEADER = 24;
  private static final int TYPE = 12;
  private static final int POINTER_SIZE = 8;

  private final String file;
  private final ByteBuffer bytes;
  private final Optional<BtfTable> base;
  private final int firstNumber;
  private final int firstName;
  private int names;
  private int namesEnd;
  private int[] places = new int[1024];
  private int count;

  private BtfTable(String file, byte[] content, Optional<BtfTable> base) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    this.base = base;
    this.firstNumber = base.map(BtfTable::nextNumber).orElse(1);
    this.firstName = base.map(BtfTable::nextName).orElse(0);
  }

  /** Whether the bytes start BTF of this byte order. */
  static boolean recognises(byte[] head) {
    return head.length >= 2 && (head[0] & 0xff) == 0x9f && (head[1] & 0xff) == 0xeb;
  }

  /**
   * Reads a table.
   *
   * @param file the name for problems
   * @param base the table that this one continues, if any
   */
  static BtfTable read(String file, byte[] content, Optional<BtfTable> base)
      throws TraceInputException {
    BtfTable table = new BtfTable(file, content, base);
    table.index();
    return table;
  }

  @Override
  public CType type(int number) {
    if (number < firstNumber) {
      return base.map(table -> table.type(number)).orElse(CType.NONE);
    }
    int index = number - firstNumber;
    return index < count ? decode(places[index]) : CType.NONE;
  }

  @Override
  public OptionalInt find(Kind kind, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < count; i++) {
      int place = places[i];
      Optional<BtfKind> each = BtfKind.of(kindNumber(place));
      if (each.isPresent() && each.get().kind() == kind && isNamed(place, wanted)) {
        return OptionalInt.of(firstNumber + i);
      }
    }
    return base.map(table -> table.find(kind, name)).orElse(OptionalInt.empty());
  }

  private int nextNumber() {
    return firstNumber + count;
  }

  private int nextName() {
    return firstName + namesEnd - names;
  }

  private void index() throws TraceInputException {
    if (bytes.capacity() < HEADER || bytes.getShort(0) != (short) MAGIC) {
      throw damage(0, "expected a BTF header of 24 bytes, found none");
    }
    if (bytes.get(2) != VERSION) {
      throw damage(2, "expected BTF version 1, found " + bytes.get(2));
    }
    int header = bytes.getInt(4);
    if (header < HEADER || header > bytes.capacity()) {
      throw damage(4, "expected a header length within the file, found " + text(header));
    }
    int types = section(header, 8, "types");
    int typesEnd = types + bytes.getInt(12);
    names = section(header, 16, "names");
    namesEnd = names + bytes.getInt(20);
    checkNames();
    indexTypes(types, typesEnd);
  }

  /** The start of a section whose offset and length stand at a place of the header. */
  private int section(int header, int place, String what) throws TraceInputException {
    long start = header + Integer.toUnsignedLong(bytes.getInt(place));
    long length = Integer.toUnsignedLong(bytes.getInt(place + 4));
    if (start + length > bytes.capacity()) {
      throw damage(
          place,
          "%s: expected a section within the %d bytes of the file, found one of %d bytes at %d"
              .formatted(what, bytes.capacity(), length, start));
    }
    return (int) start;
  }

  private void checkNames() throws TraceInputException {
    if (names == namesEnd || bytes.get(namesEnd - 1) != 0) {
      throw damage(namesEnd, "expected names that end in a null byte");
    }
    if (base.isEmpty() && bytes.get(names) != 0) {
      throw damage(
          names,
          "expected the kernel's own BTF, found that of a module, which continues the kernel's:"
              + " name that one too (--btf-base)");
    }
  }

  private void indexTypes(int start, int end) throws TraceInputException {
    int at = start;
    while (at < end) {
      if (end - at < TYPE) {
        throw damage(at, "expected a type of 12 bytes, found " + (end - at));
      }
      int number = kindNumber(at);
      Optional<BtfKind> kind = BtfKind.of(number);
      if (kind.isEmpty()) {
        throw damage(at + 4, "expected a kind of type up to 19, found " + number);
      }
      long length = TYPE + kind.get().length(listed(at));
      if (length > end - at) {
        throw damage(at, "expected a type of " + length + " bytes, found " + (end - at));
      }
      if (count == places.length) {
        places = Arrays.copyOf(places, count * 2);
      }
      places[count] = at;
      count++;
      at += (int) length;
    }
  }

  private CType decode(int place) {
    BtfKind kind = BtfKind.of(kindNumber(place)).orElseThrow();
    int word = bytes.getInt(place + 8);
    String name = name(bytes.getInt(place));
    long size = Integer.toUnsignedLong(word);
    return switch (kind) {
      case STRUCT, UNION -> CType.composite(kind.kind(), name, size, members(place));
      case ARRAY ->
          CType.array(
              bytes.getInt(place + TYPE), Integer.toUnsignedLong(bytes.getInt(place + TYPE + 8)));
      case POINTER -> CType.scalar(name, POINTER_SIZE);
      case FUNC_PROTO -> CType.composite(Kind.PROTOTYPE, name, 0, parameters(place));
      default ->
          kind.kind() == Kind.SCALAR
              ? CType.scalar(name, size)
              : CType.leading(kind.kind(), name, word);
    };
  }

  private List<Member> members(int place) {
    boolean packed = bytes.getInt(place + 4) < 0; // kind_flag: the offset's top byte is the width
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < listed(place); i++) {
      int at = place + TYPE + i * 12;
      int offset = bytes.getInt(at + 8);
      long bitOffset = packed ? offset & 0xffffff : Integer.toUnsignedLong(offset);
      int bits = packed ? offset >>> 24 : 0;
      members.add(new Member(name(bytes.getInt(at)), bytes.getInt(at + 4), bitOffset, bits));
    }
    return members;
  }

  private List<Member> parameters(int place) {
    List<Member> parameters = new ArrayList<>();
    for (int i = 0; i < listed(place); i++) {
      int at = place + TYPE + i * 8;
      parameters.add(new Member(name(bytes.getInt(at)), bytes.getInt(at + 4), 0, 0));
    }
    return parameters;
  }

  private int kindNumber(int place) {
    return bytes.getInt(place + 4) >>> 24 & 0x1f;
  }

  private int listed(int place) {
    return bytes.getInt(place + 4) & 0xffff;
  }

  /** A name by its offset; empty where there is none. */
  private String name(int offset) {
    if (offset < firstName) {
      return base.map(table -> table.name(offset)).orElse("");
    }
    if (offset - firstName >= namesEnd - names) {
      return "";
    }
    int start = names + offset - firstName;
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    return new String(bytes.array(), start, end - start, StandardCharsets.UTF_8);
  }

  private boolean isNamed(int place, byte[] wanted) {
    int offset = bytes.getInt(place);
    if (offset < firstName) {
      return base.isPresent() && base.get().isName(offset, wanted);
    }
    return isName(offset, wanted);
  }

  private boolean isName(int offset, byte[] wanted) {
    if (offset < firstName) {
      return base.isPresent() && base.get().isName(offset, wanted);
    }
    int start = names + offset - firstName;
    long end = (long) start + wanted.length;
    return start >= names
        && end < namesEnd
        && bytes.get((int) end) == 0
        && Arrays.equals(bytes.array(), start, (int) end, wanted, 0, wanted.length);
  }

  private static String text(int word) {
    return Integer.toUnsignedString(word);
  }

  private TraceInputException damage(int place, String message) {
    return new TraceInputException(
        new InputProblem(file, new Place.ByteOffset(place), "BTF: " + message));
  }
}
