// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.Reading;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTraceReaderTest {
  private static final String MACHINE = "machine,revision=v5.18,\n";
  private static final String START = "event,args,expect\n" + MACHINE;

  @Test
  void columnsComeInAnyOrder() throws Exception {
    TraceEvent event =
        onlyAfterMachine(
            "expect,event,vm,args\n,machine,,revision=v5.18\ncr0=1,write,7,cr0=0x11\n");
    assertEquals(EventType.WRITE, event.type());
    assertEquals(7, event.vm());
    assertEquals(0x11, event.args().number(Arg.CR0));
    assertEquals(1, event.expectations().number(ExpectKey.CR0));
  }

  @Test
  void absentNumbersAreAbsent() throws Exception {
    TraceEvent event = onlyAfterMachine(START + "load,,\n");
    assertTrue(!event.hasSeq() && !event.hasTimeNs() && !event.hasVm() && !event.hasVcpu());
    assertEquals(2, event.seq());
    assertEquals(0, event.vm());
  }

  @Test
  void commentsAndBlankLinesStandAnywhereBetweenRows() throws Exception {
    String text = "# a \"quote\n\n#\nevent,args,expect\n#x\n\n" + MACHINE + "# y\nload,,\n#";
    Reading reading = read(text);
    assertEquals(List.of(), reading.problems());
    assertEquals(new Place.Line(9, 1), reading.events().get(1).place());
  }

  @Test
  void byteOrderMarkAndCarriageReturnsAreNoContent() throws Exception {
    Reading reading = read("\uFEFF" + START.replace("\n", "\r\n") + "lod,,\r\n");
    assertEquals(1, reading.events().size());
    assertTrue(reading.problems().get(0).startsWith("t.csv:3:1: unknown event"));
  }

  @Test
  void columnAfterAByteOrderMarkIsCountedWithoutIt() throws Exception {
    assertTrue(read("\uFEFFevent,bad\nload,\n").problems().get(0).startsWith("t.csv:1:7: "));
  }

  @Test
  void carriageReturnAloneEndsALine() throws Exception {
    Reading reading = read(START.replace('\n', '\r') + "lod,,\r");
    assertTrue(reading.problems().get(0).startsWith("t.csv:3:1: unknown event"));
  }

  @Test
  void quotedCellMayHoldALineEndInAText() throws Exception {
    TraceEvent event = onlyAfterMachine(START + "unknown,\"name=a\nb raw=\"\"q\"\"\",\n");
    assertEquals("a\nb", event.args().text(Arg.NAME));
    assertEquals("\"q\"", event.args().text(Arg.RAW));
  }

  @Test
  void lineOfTheRowAfterAQuotedLineEndIsCounted() throws Exception {
    Reading reading = read(START + "unknown,\"name=a\nb\",\nlod,,\n");
    assertTrue(reading.problems().get(0).startsWith("t.csv:5:1: unknown event"));
  }

  @Test
  void textsAreUnescaped() throws Exception {
    TraceEvent event = onlyAfterMachine(START + "unknown,name=50% raw=a%20b%25%zz%0,\n");
    assertEquals("50%", event.args().text(Arg.NAME));
    assertEquals("a b%%zz%0", event.args().text(Arg.RAW));
  }

  @Test
  void rootsAreTuplesOfKindPgdRoleAndId() throws Exception {
    TraceEvent event =
        onlyAfterMachine(
            START + "load,,\"guest_mmu.roots=page:0x1000:0x784:1,-,special:1:0:2,dummy:0:0:0\"\n");
    ExpectKey key = ExpectKey.of(MmuId.GUEST_MMU, MmuItem.ROOTS);
    assertEquals(
        "[1, 4096, 1924, 1, 0, 0, 0, 0, 2, 1, 0, 2, 3, 0, 0, 0] by 4",
        event.expectations().tuples(key).toString());
  }

  @Test
  void eventWithAnErrorIsLeftOutAndLaterOnesAreNot() throws Exception {
    Reading reading = read(START + "write,cr0=x,\nload,,\n");
    assertEquals(2, reading.events().size());
    assertEquals(3, reading.stats().records());
    assertEquals(1, reading.stats().refused());
  }

  @Test
  void readingGoesOnAfterARefusedRow() throws Exception {
    Reading reading = read(START + "\"load\"x,,\n\"load\"" + "y".repeat(20_000) + ",,\nload,,\n");
    assertEquals(2, reading.problems().size());
    assertEquals(2, reading.events().size());
    assertEquals(new Place.Line(5, 1), reading.events().get(1).place());
  }

  @Test
  void twentyErrorsAreReportedAndTheRestCounted() throws Exception {
    Reading reading = read(START + "lod,,\n".repeat(23) + "load,,\n");
    assertEquals(21, reading.problems().size());
    assertEquals("t.csv: and 3 more", reading.problems().get(20));
    assertEquals(2, reading.events().size());
  }

  @Test
  void unknownEventsAreCountedByName() throws Exception {
    Reading reading = read(START + "unknown,name=b,\nunknown,name=a,\nunknown,name=b,\nload,,\n");
    assertEquals(Map.of("a", 1L, "b", 2L), reading.stats().unknownByName());
    assertEquals(2, reading.stats().understood());
  }

  @Test
  void descriptionIsTheRow() throws Exception {
    assertEquals("load,,smm=1", onlyAfterMachine(START + "load,,smm=1\n").description());
  }

  @Test
  void malformedUtf8IsReportedWhereItStands() throws Exception {
    byte[] text =
        (START + "unknown,name=\u00e9\u00e9@,\n# \u00e9@\nload,,@\nload,,\n")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      text[i] = text[i] == '@' ? (byte) 0xff : text[i];
    }
    Reading reading = Reading.of(new CsvTraceReader("t.csv", new ByteArrayInputStream(text)));
    String message = ": expected UTF-8, got malformed bytes";
    assertEquals(
        List.of("t.csv:3:16" + message, "t.csv:4:4" + message, "t.csv:5:7" + message),
        reading.problems());
    assertEquals(2, reading.events().size());
  }

  @Test
  void columnCountsCharactersNotCodeUnits() throws Exception {
    Reading reading = read(START + "unknown,name=\ud83d\ude00 x=1,\n");
    assertTrue(reading.problems().get(0).startsWith("t.csv:3:16: unknown key \"x\""));
  }

  @Test
  void linesLongerThanAnyBufferKeepTheirPlaces() throws Exception {
    for (int length = 65_500; length < 65_560; length++) {
      String row = "unknown,name=" + "x".repeat(length) + ",\r\n";
      Reading reading = read(START + row + row + "lod,,\r\n");
      assertEquals(1, reading.problems().size());
      assertTrue(reading.problems().get(0).startsWith("t.csv:5:1: "), "length " + length);
    }
  }

  @Test
  void hostileRowEndsTheReadingWithItsPlace() throws Exception {
    byte[] start = (START + "load,,\n\"").getBytes(StandardCharsets.UTF_8);
    Reading reading = Reading.of(new CsvTraceReader("t.csv", new Endless(start)));
    assertEquals(
        List.of(
            "t.csv:4:1: the row that starts here is longer than 1048576 characters; nothing after"
                + " it can be read"),
        reading.problems());
    assertEquals(2, reading.events().size());
  }

  @Test
  void fileWithoutHeaderIsRefused() {
    TraceInputException e =
        assertThrows(TraceInputException.class, () -> read("# only a comment\n"));
    assertEquals("t.csv:2:1: expected a header, got the end of the file", e.problem().toString());
  }

  @Test
  void headerWithoutEventIsRefused() {
    TraceInputException e = assertThrows(TraceInputException.class, () -> read("vm,args,expect\n"));
    assertEquals("t.csv:1:1: missing column event in the header", e.problem().toString());
  }

  @Test
  void textCutAnywhereIsReadAsFarAsItGoes() throws Exception {
    String text =
        START + "unknown,\"name=a\nb raw=\"\"q\"\"\",\nload,,\"root_mmu.roots=-,-,-,-\"\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int length = START.length(); length <= bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      Reading reading = Reading.of(new CsvTraceReader("t.csv", new ByteArrayInputStream(cut)));
      assertTrue(reading.events().size() + reading.problems().size() >= 1, "length " + length);
      assertTrue(reading.events().size() <= 3);
    }
  }

  private static TraceEvent onlyAfterMachine(String text) throws Exception {
    Reading reading = read(text);
    assertEquals(List.of(), reading.problems());
    assertEquals(2, reading.events().size());
    return reading.events().get(1);
  }

  private static Reading read(String text) throws IOException, TraceInputException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Reading.of(new CsvTraceReader("t.csv", new ByteArrayInputStream(bytes)));
  }

  /** A beginning, and then the letter x for ever. */
  private static final class Endless extends InputStream {
    private final InputStream start;

    Endless(byte[] start) {
      this.start = new ByteArrayInputStream(start);
    }

    @Override
    public int read() throws IOException {
      int octet = start.read();
      return octet < 0 ? 'x' : octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = start.read(target, offset, length);
      if (count >= 0) {
        return count;
      }
      Arrays.fill(target, offset, offset + length, (byte) 'x');
      return length;
    }
  }
}
