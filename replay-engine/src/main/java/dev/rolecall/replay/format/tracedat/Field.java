// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/**
 * One field of an event, as the kernel's own format text describes it.
 *
 * @param name the C name
 * @param type the C type of the field or, for an array, of an element
 * @param offset bytes from the start of the record
 * @param size bytes in the record's fixed part; zero for a flexible array
 * @param signed whether the kernel prints it as a signed number
 * @param shape whether the bytes are a scalar, an array, or say where an array lies
 */
public record Field(String name, String type, int offset, int size, boolean signed, Shape shape) {

  /** What the bytes of a field are. */
  public enum Shape {
    /** One number. */
    SCALAR,
    /** An array in place; with size zero it reaches to the end of the record. */
    ARRAY,
    /** A word: length in the upper 16 bits, offset from the start of the record in the lower. */
    DATA_LOC,
    /** As {@link #DATA_LOC}, with the offset counted from the end of the word. */
    REL_LOC
  }

  /** The offset of the first byte behind the field. */
  public int end() {
    return offset + size;
  }

  /** Whether the field is one number of 1, 2, 4 or 8 bytes. */
  public boolean isNumber() {
    return shape == Shape.SCALAR && size <= Long.BYTES && Integer.bitCount(size) == 1;
  }
}
