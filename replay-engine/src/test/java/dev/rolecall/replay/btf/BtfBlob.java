// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes BTF: types in the order of the calls, each of which returns its type's number. */
public final class BtfBlob {
  private static final int INT = 1;
  private static final int POINTER = 2;
  private static final int ARRAY = 3;
  private static final int STRUCT = 4;
  private static final int UNION = 5;
  private static final int TYPEDEF = 8;
  private static final int FUNC = 12;
  private static final int FUNC_PROTO = 13;

  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream names = new ByteArrayOutputStream();
  private final int firstName;
  private int last;

  private BtfBlob(int lastOfBase, int namesOfBase) {
    last = lastOfBase;
    firstName = namesOfBase;
  }

  /** A kernel's. */
  public static BtfBlob kernel() {
    BtfBlob blob = new BtfBlob(0, 0);
    blob.names.write(0);
    return blob;
  }

  /** A module's, which continues a kernel's as that is now. */
  public static BtfBlob module(BtfBlob base) {
    return new BtfBlob(base.last, base.names.size());
  }

  /** A member of a struct, at a byte. */
  public record Part(String name, int type, int offset) {}

  public int number(String name, int size) {
    return add(name, INT, 0, size, size * 8);
  }

  public int pointer() {
    return add("", POINTER, 0, 0);
  }

  public int array(int element, int count) {
    return add("", ARRAY, 0, 0, element, 0, count);
  }

  public int typedef(String name, int target) {
    return add(name, TYPEDEF, 0, target);
  }

  public int struct(String name, int size, Part... parts) {
    return composite(STRUCT, name, size, parts);
  }

  public int union(String name, int size, Part... parts) {
    return composite(UNION, name, size, parts);
  }

  /** A struct whose one member is so many bits wide. */
  public int bits(String name, String member, int type, int bits) {
    return add(name, STRUCT, 1 | 1 << 31, 4, name(member), type, bits << 24);
  }

  public int function(String name, String... parameters) {
    int[] words = new int[parameters.length * 2];
    for (int i = 0; i < parameters.length; i++) {
      words[i * 2] = name(parameters[i]);
    }
    int prototype = add("", FUNC_PROTO, parameters.length, 0, words);
    return add(name, FUNC, 0, prototype);
  }

  /** Any type: its kind, what the low bits of its info word hold, and the words behind it. */
  public int raw(int kind, int listed, int size, int... words) {
    return add("", kind, listed, size, words);
  }

  public byte[] bytes() {
    int size = 24 + types.size() + names.size();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
    out.putInt(0).putInt(types.size()).putInt(types.size()).putInt(names.size());
    out.put(types.toByteArray()).put(names.toByteArray());
    return out.array();
  }

  private int composite(int kind, String name, int size, Part... parts) {
    int[] words = new int[parts.length * 3];
    for (int i = 0; i < parts.length; i++) {
      words[i * 3] = name(parts[i].name());
      words[i * 3 + 1] = parts[i].type();
      words[i * 3 + 2] = parts[i].offset() * 8;
    }
    return add(name, kind, parts.length, size, words);
  }

  private int add(String name, int kind, int listed, int size, int... words) {
    ByteBuffer type = ByteBuffer.allocate(12 + words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    type.putInt(name(name)).putInt(kind << 24 | listed).putInt(size);
    for (int word : words) {
      type.putInt(word);
    }
    types.writeBytes(type.array());
    last++;
    return last;
  }

  private int name(String name) {
    if (name.isEmpty()) {
      return 0;
    }
    int offset = firstName + names.size();
    names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    names.write(0);
    return offset;
  }
}
