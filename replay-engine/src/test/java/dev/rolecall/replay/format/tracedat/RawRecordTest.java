// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.tracedat.Field.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RawRecordTest {
  private static final int START = 3;

  @TempDir Path folder;

  @Test
  void numbersOfEverySizeAreReadInTheFilesByteOrder() throws Exception {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      ByteBuffer bytes = ByteBuffer.allocate(40).order(order);
      bytes.position(START);
      bytes.put((byte) 0xf1).put((byte) 0).putShort((short) 0xf234);
      bytes.putInt(0xf5678abc).putLong(0xfedc_ba98_7654_3210L);
      RawRecord record = record(bytes, 16);

      assertEquals(0xf1L, record.unsigned(scalar(0, 1)));
      assertEquals(0xf234L, record.unsigned(scalar(2, 2)));
      assertEquals(0xf5678abcL, record.unsigned(scalar(4, 4)));
      assertEquals(0xfedc_ba98_7654_3210L, record.unsigned(scalar(8, 8)));
      assertEquals((byte) 0xf1, record.signed(scalar(0, 1)));
      assertEquals((short) 0xf234, record.signed(scalar(2, 2)));
      assertEquals(0xf5678abc, record.signed(scalar(4, 4)));
      assertEquals(0xf5678abc, record.number(new Field("a", "int", 4, 4, true, Shape.SCALAR)));
    }
  }

  @Test
  void arraysInPlaceAndElsewhereAreRead() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(START);
    bytes
        .putInt(4 << 16 | 12)
        .putInt(3 << 16 | 4)
        .putInt(0x04030201)
        .put(new byte[] {'h', 'i', 0, 9});
    RawRecord record = record(bytes, 16);

    Field located = new Field("a", "char", 0, 4, false, Shape.DATA_LOC);
    Field relative = new Field("a", "char", 4, 4, false, Shape.REL_LOC);
    Field inPlace = new Field("a", "u8", 8, 3, false, Shape.ARRAY);
    Field flexible = new Field("a", "u8", 12, 0, false, Shape.ARRAY);
    assertEquals("hi", record.text(located));
    assertArrayEquals(new byte[] {'h', 'i', 0}, record.bytes(relative));
    assertArrayEquals(new byte[] {1, 2, 3}, record.bytes(inPlace));
    assertArrayEquals(new byte[] {'h', 'i', 0, 9}, record.bytes(flexible));
  }

  @Test
  void arrayThatIsSaidToLieBeyondTheRecordIsEmpty() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(START, 0xffff_ffff);
    Field located = new Field("a", "char", 0, 4, false, Shape.DATA_LOC);
    assertEquals("", record(bytes, 16).text(located));
  }

  @Test
  void fieldThatIsNoNumberIsRefused() throws Exception {
    RawRecord record = record(ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN), 16);
    assertThrows(IllegalArgumentException.class, () -> record.unsigned(scalar(0, 3)));
    assertThrows(IllegalArgumentException.class, () -> record.signed(scalar(0, 16)));
  }

  private static Field scalar(int offset, int size) {
    return new Field("a", "int", offset, size, false, Shape.SCALAR);
  }

  private RawRecord record(ByteBuffer bytes, int length) throws Exception {
    Path path = folder.resolve("record");
    byte[] content = new byte[bytes.capacity()];
    bytes.get(0, content);
    Files.write(path, content);
    try (FileBytes file = FileBytes.open(TraceFile.of(path));
        Decompressor decompressor = new Decompressor(file, Compression.NONE)) {
      RingReading reading = new RingReading(file, decompressor, new BlockBudget(), new Recording());
      Buffer.Ring ring = new Buffer.Ring(0, 0, file.size(), false);
      RingBlocks blocks = new PlainBlocks(reading, ring, SyntheticPage.PAGE_SIZE);
      blocks.next();
      RawRecord record = new RawRecord(new RingSource(0, 0), bytes.order(), 4);
      record.enter(blocks);
      record.start = START;
      record.length = length;
      return record;
    }
  }
}
