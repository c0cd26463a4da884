// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextScanTest {
  private static final String CR = "cr_write 0 = 0x80010031";
  private static final String CR_EVENT = "kvm_cr 536 18244653000 rw=1 cr=0 val=0x80010031";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "             vmm-536   [000]    18.244653: kvm_cr:               cr_write 0 = 0x80010031",
        "             vmm-536   [000]    18.244653: kvm_cr:               rw=1 cr=0 val=0x80010031",
        "             vmm-536   [000] .....    18.244653: kvm_cr: cr_write 0 = 0x80010031",
        "             vmm-536   [000] d..1    18.244653: kvm_cr: cr_write 0 = 0x80010031",
        "   CPU 0/KVM-x-536   ( 530) [012] d..2.    18.244653: kvm_cr: cr_write 0 = 0x80010031",
        " CPU 0/KVM   536 [001]    18.244653:            kvm:kvm_cr: cr_write 0 = 0x80010031",
        " CPU 0/KVM 530/536 [001]    18.244653000:       kvm:kvm_cr: cr_write 0 = 0x80010031 ",
        ">> >vmm-536   [000]    18.244653: kvm_cr: cr_write 0 = 0x80010031\r",
        "vmm-536 [000] 18.244653: kvm_cr: [FAILED TO PARSE] rw=1 cr=0 val=0x80010031",
      })
  void everyRenderingIsOneEvent(String line) throws IOException {
    assertEquals(List.of(CR_EVENT), events(line));
    assertEquals(List.of(CR_EVENT), events("# tracer: nop\n" + line + "\n\nprose\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prose with [brackets] and 18.244653: in it",
        "vmm-536 [000] 18.244653 kvm_cr: " + CR,
        "vmm-536 [00] 18.244653: kvm_cr: " + CR,
        "vmm-536 [000] 18.244653: " + CR,
        "vmm [000] 18.244653: kvm_cr: " + CR,
        "vmm-536 [000] 18.: kvm_cr: " + CR,
        "",
      })
  void anythingElseIsNone(String line) throws IOException {
    assertEquals(List.of(), events(line));
  }

  @Test
  void wrappedLinesAreOneEvent() throws IOException {
    assertEquals(
        List.of(
            "kvm_page_fault 1 2000000000 vcpu_id=0 guest_rip=0x8000 fault_address=0xb8000 error_code=0x14",
            "kvm_cr 1 3000000000 rw=0 cr=4 val=0x20"),
        events(
            """
            > vmm-1 [000] 2.000000: kvm_page_fault: vcpu 0 rip 0x8000
            > address 0x00000000000b8000
            >   error_code 0x14
            > vmm-1 [000] 3.000000: kvm_cr: cr_read 4 = 0x20
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cr_read 4\n= 0x20",
        "rw=0 cr=4\nval=0x20",
        "[FAILED TO PARSE]\nrw=0 cr=4 val=0x20"
      })
  void fieldsThatBeginOnTheNextLineAreTheEvents(String fields) throws IOException {
    assertEquals(
        List.of("kvm_cr 1 3000000000 rw=0 cr=4 val=0x20"),
        events("vmm-1 [000] 3.000000: kvm_cr:\n" + fields + "\n"));
  }

  @Test
  void remarkBehindAnEventIsNotItsRest() throws IOException {
    assertEquals(
        List.of(
            "kvm_cr 1 3000000000 rw=0 cr=4 val=0x20",
            "kvm_msr 1 4000000000 write=1 ecx=0xc0000080 data=0xd00 exception=0"),
        events(
            """
            vmm-1 [000] 3.000000: kvm_cr: cr_read 4 = 0x20
            This is where it goes wrong.
            vmm-1 [000] 4.000000: kvm_msr: msr_write c0000080 = 0xd00
            I think (#GP) should come here.
            """));
  }

  @Test
  void trimmedEventGivesNoNumber() throws IOException {
    String line = "vmm-1 [000] 3.000000: kvm_page_fault: address 7900 error_code 11";
    for (int end = line.indexOf("11"); end > line.indexOf("kvm_page_fault:") + 15; end--) {
      assertEquals(List.of("kvm_page_fault 1 3000000000"), events(line.substring(0, end)));
    }
  }

  @Test
  void lossesAreCounted() throws IOException {
    Recorder recorder = new Recorder();
    scan("CPU:1 [346 EVENTS DROPPED]\nCPU:0 [LOST 7 EVENTS]\nCPU:2 [EVENTS DROPPED]\n", recorder);
    assertEquals(List.of(346L, 7L, 0L), recorder.losses);
  }

  @Test
  void numbersInPairsHaveTheBaseOfTheKernelsFormat() throws IOException {
    assertEquals(
        List.of(
            "kvm_mmu_get_page 1 1000000000 gfn=0x100 role=0x3785 created=0x1",
            "kvm_mmu_pagetable_walk 1 2000000000 addr=0x827d pferr=0x10"),
        events(
            """
            vmm-1 [000] 1.000000: kvm_mmu_get_page: [FAILED TO PARSE] gfn=256 role=14213 created=1
            vmm-1 [000] 2.000000: kvm_mmu_pagetable_walk: addr=827d pferr=10
            """));
  }

  @Test
  void timeNeverGoesBack() throws IOException {
    Recorder recorder = new Recorder();
    TextScan scan = scan("a-1 [000] 3.000000: x: \na-1 [000] 2.000000: x: \n", recorder);
    assertEquals(1, scan.timesGoneBack());
    assertEquals(List.of("x 1 3000000000", "x 1 3000000000"), recorder.events);
  }

  @Test
  void lineOfAGigabyteIsCutAndTheNextOneRead() throws IOException {
    Recorder recorder = new Recorder();
    byte[] tail = "\nvmm-1 [000] 3.000000: kvm_cr: cr_read 4 = 0x20\n".getBytes(ISO_8859_1);
    InputStream in =
        new java.io.SequenceInputStream(new Same('x', 1L << 30), new ByteArrayInputStream(tail));
    TextScan scan = new TextScan(in, recorder);
    assertTimeout(Duration.ofSeconds(60), scan::run);
    assertEquals(List.of("kvm_cr 1 3000000000 rw=0 cr=4 val=0x20"), recorder.events);
    assertEquals(1, scan.others());
  }

  @Test
  void anyBytesAreReadToTheirEnd() throws IOException {
    long seed = System.nanoTime();
    System.out.println("TextScanTest seed " + seed);
    Random random = new Random(seed);
    String line =
        "vmm-1 [000] 3.000000: kvm_page_fault: vcpu 0 rip 0x8 address 0x7 error_code 0x1\n";
    for (int i = 0; i < 20_000; i++) {
      byte[] text = line.repeat(3).getBytes(ISO_8859_1);
      for (int k = random.nextInt(12); k >= 0; k--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      Recorder recorder = new Recorder();
      TextScan scan = new TextScan(new ByteArrayInputStream(text), recorder);
      scan.run();
      assertTrue(recorder.events.size() <= text.length, "events");
      assertFalse(scan.damage().isPresent());
    }
  }

  private static List<String> events(String text) throws IOException {
    Recorder recorder = new Recorder();
    scan(text, recorder);
    return recorder.events;
  }

  private static TextScan scan(String text, Recorder recorder) throws IOException {
    TextScan scan = new TextScan(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), recorder);
    scan.run();
    return scan;
  }

  /** A byte, over and over. */
  private static final class Same extends InputStream {
    private final byte what;
    private long left;

    Same(char what, long count) {
      this.what = (byte) what;
      this.left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? what : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      java.util.Arrays.fill(into, from, from + count, what);
      left -= count;
      return count;
    }
  }

  /** Writes down what is found: the name, the thread, the time and the fields that are numbers. */
  private static final class Recorder implements TextSink {
    private static final List<String> FIELDS =
        List.of(
            "vcpu_id",
            "guest_rip",
            "fault_address",
            "error_code",
            "write",
            "ecx",
            "data",
            "exception",
            "rw",
            "cr",
            "val",
            "gfn",
            "role",
            "created",
            "addr",
            "pferr");
    private static final List<String> DECIMAL =
        List.of("vcpu_id", "rw", "cr", "write", "exception");

    private final List<String> events = new ArrayList<>();
    private final List<Long> losses = new ArrayList<>();

    @Override
    public void event(TextEvents.Entry kind, TextShape shape, TextEvent event) {
      StringBuilder text =
          new StringBuilder(kind.name() + " " + event.pid() + " " + event.timeNs());
      for (String field : FIELDS) {
        int index = shape.fieldIndex(field);
        if (index >= 0) {
          long value = event.value(index);
          boolean decimal = DECIMAL.contains(field);
          text.append(' ')
              .append(field)
              .append('=')
              .append(decimal ? "" + value : "0x" + Long.toHexString(value));
        }
      }
      events.add(text.toString());
    }

    @Override
    public void lost(long count) {
      losses.add(count);
    }
  }
}
