// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that unpacks to much more than the heap is read to its end, or refused with a reason. */
final class SmallHeapTest {
  private static final int MIB = 1 << 20;
  private static final String CSV =
      """
      event,args,expect
      machine,revision=v6.1 vendor=amd tdp=1,
      """;
  private static final int ROW = MIB - 100;
  private static final String EVENT = " qemu-1 [000] 1.000000: kvm_entry: vcpu 0, rip 0x1\n";

  @TempDir private Path folder;

  /** A compressed file: some text, and then a byte again and again. */
  private Path bomb(String name, byte[] head, char again, int mebibytes, String tail)
      throws IOException {
    Path file = folder.resolve(name);
    byte[] block = new byte[MIB];
    Arrays.fill(block, (byte) again);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(head);
      for (int i = 0; i < mebibytes; i++) {
        out.write(block);
      }
      out.write(tail.getBytes(UTF_8));
    }
    return file;
  }

  /** Text whose last line but one is, but for a hundred characters, as long as a row may be. */
  private static byte[] row(String head, String again, String tail) {
    return (head + again.repeat(ROW / again.length()) + tail + "\nload,,\n").getBytes(UTF_8);
  }

  private List<String> replay(String name, String head, char again, String tail)
      throws IOException, InterruptedException {
    return SmallHeap.replay(bomb(name, head.getBytes(UTF_8), again, 512, tail));
  }

  @Test
  void textLineOfAnySizeIsPassedOver() throws Exception {
    assertEquals(List.of("events 2"), replay("t.txt.gz", EVENT, 'x', "\n" + EVENT));
  }

  @Test
  void blanksOfAnySizeArePassedOver() throws Exception {
    assertEquals(List.of("events 2"), replay("t.txt.gz", EVENT, ' ', "\n" + EVENT));
  }

  @Test
  void bracketsThatNeverCloseArePassedOver() throws Exception {
    assertEquals(List.of("events 2"), replay("t.txt.gz", EVENT, '[', "\n" + EVENT));
  }

  @Test
  void csvLineOfAnySizeIsRefused() throws Exception {
    assertRefused("events 1", replay("t.csv.gz", CSV, 'x', ""));
  }

  @Test
  void csvRowOfCommasIsRefused() throws Exception {
    assertRefused("events 1", replay("t.csv.gz", CSV, ',', ""));
  }

  @Test
  void csvQuotationThatNeverEndsIsRefused() throws Exception {
    assertRefused("events 1", replay("t.csv.gz", CSV + "write,\"", 'x', ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,", "\"\",", "x ", "x=1 ", "root_mmu.cpu_role.x=1 ", ".", "é", "\"\""})
  void csvRowOfAlmostTheGreatestLengthIsRefusedAlone(String again) throws Exception {
    String quote = again.equals("\"\"") ? "\"" : "";
    byte[] text = row(CSV + "vcpu,,\nwrite," + quote, again, quote + ",");
    Path file = Files.write(folder.resolve("t.csv"), text);
    assertRefused("events 4", SmallHeap.replay(file));
  }

  @Test
  void csvHeaderOfManyColumnsIsRefused() throws Exception {
    byte[] text = row("event,", "a,", "");
    assertRefused("events 1", SmallHeap.replay(Files.write(folder.resolve("t.csv"), text)));
  }

  @Test
  void csvEmptyLinesArePassedOver() throws Exception {
    assertEquals(List.of("events 1"), replay("t.csv.gz", CSV, '\n', ""));
  }

  @Test
  void messageThatClaimsTwoGibibytesIsRefused() throws Exception {
    byte[] header = header();
    byte[] length = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};
    byte[] head = Arrays.copyOf(header, header.length + length.length);
    System.arraycopy(length, 0, head, header.length, length.length);
    assertRefused("events 0", SmallHeap.replay(bomb("t.pb.gz", head, 'x', 512, "")));
  }

  @Test
  void messagesWithoutContentAreRefusedOneByOne() throws Exception {
    List<String> printed = SmallHeap.replay(bomb("t.pb.gz", header(), '\0', 16, ""));
    assertTrue(printed.size() > 1 && printed.size() < 100, printed::toString);
  }

  /** A message of 19 bytes: the magic and version 1. */
  private static byte[] header() {
    byte[] magic = "rolecall.trace".getBytes(UTF_8);
    byte[] header = new byte[magic.length + 5];
    header[0] = (byte) (magic.length + 4);
    header[1] = 10;
    header[2] = (byte) magic.length;
    System.arraycopy(magic, 0, header, 3, magic.length);
    header[magic.length + 3] = 16;
    header[magic.length + 4] = 1;
    return header;
  }

  private static void assertRefused(String events, List<String> printed) {
    assertEquals(events, printed.get(0));
    assertTrue(printed.size() > 1, "nothing is said of what was not read");
  }
}
