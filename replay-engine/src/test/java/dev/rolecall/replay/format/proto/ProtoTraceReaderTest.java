// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.rolecall.proto.Access;
import dev.rolecall.proto.Cpuid;
import dev.rolecall.proto.Event;
import dev.rolecall.proto.Expect;
import dev.rolecall.proto.FieldExpect;
import dev.rolecall.proto.Load;
import dev.rolecall.proto.Machine;
import dev.rolecall.proto.Mmu;
import dev.rolecall.proto.MmuExpect;
import dev.rolecall.proto.Observe;
import dev.rolecall.proto.Request;
import dev.rolecall.proto.Requests;
import dev.rolecall.proto.RoleWord;
import dev.rolecall.proto.Root;
import dev.rolecall.proto.Roots;
import dev.rolecall.proto.TraceHeader;
import dev.rolecall.replay.format.GeneratedEvents;
import dev.rolecall.replay.format.Reading;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProtoTraceReaderTest {
  private static final TraceHeader HEADER =
      TraceHeader.newBuilder().setMagic("rolecall.trace").setVersion(1).build();
  private static final Event MACHINE =
      Event.newBuilder().setMachine(Machine.newBuilder().setRevision("v5.18")).build();
  private static final Event LOAD = Event.newBuilder().setLoad(Load.getDefaultInstance()).build();
  private static final UnknownFieldSet NEWER =
      UnknownFieldSet.newBuilder()
          .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
          .build();

  /** Where the event behind the header and {@link #MACHINE} begins. */
  private static final int THIRD = 19 + 1 + MACHINE.getSerializedSize();

  static List<Arguments> errors() {
    String newer = ", expected those of schema version 1; a newer program may have written it";
    return List.of(
        error("no event", Event.getDefaultInstance(), "expected the message of an event, got none"),
        error(
            "a newer field",
            LOAD.toBuilder().setUnknownFields(NEWER).build(),
            "unknown field 99 of rolecall.Event" + newer),
        error(
            "a newer field of a root",
            observe(
                Expect.newBuilder()
                    .setGuestMmu(
                        MmuExpect.newBuilder()
                            .setRoots(
                                Roots.newBuilder()
                                    .addRoot(Root.newBuilder().setUnknownFields(NEWER))))),
            "unknown field 99 of rolecall.Root" + newer),
        error(
            "a second machine",
            MACHINE,
            "a second machine event, expected only the one at the trace's start"),
        error(
            "a missing key",
            Event.newBuilder()
                .setAccess(Access.newBuilder().setMmu(Mmu.MMU_ROOT).setAddr(1))
                .build(),
            "access: missing key access"),
        error(
            "a number out of range",
            Event.newBuilder().setCpuid(Cpuid.newBuilder().setMaxphyaddr(60)).build(),
            "maxphyaddr: expected a number from 32 to 52, got 60"),
        error(
            "an unknown word",
            Event.newBuilder().setCpuid(Cpuid.newBuilder().setVendorValue(9)).build(),
            "vendor: expected amd or intel, got none of these"),
        error(
            "an unspecified word",
            Event.newBuilder().setCpuid(Cpuid.newBuilder().setVendorValue(0)).build(),
            "vendor: expected amd or intel, got none of these"),
        error(
            "a repeated word",
            observe(
                Expect.newBuilder()
                    .setRequests(
                        Requests.newBuilder()
                            .addRequest(Request.REQUEST_SYNC)
                            .addRequest(Request.REQUEST_SYNC))),
            "requests: expected none, or words joined by +, of load_pgd, sync, flush_current,"
                + " flush_guest, reload, flush_all, each once"),
        error(
            "an unknown role field",
            observe(
                Expect.newBuilder()
                    .addField(
                        FieldExpect.newBuilder()
                            .setMmu(Mmu.MMU_ROOT)
                            .setWord(RoleWord.ROLE_WORD_CPU_ROLE)
                            .setField("colour"))),
            "root_mmu.cpu_role.colour: no revision has a role field colour"),
        error(
            "a role field of nothing",
            observe(Expect.newBuilder().addField(FieldExpect.newBuilder().setField("level"))),
            "expected the MMU and the role word of field level"),
        error(
            "a seq of 64 bits",
            LOAD.toBuilder().setSeq(-1).build(),
            "seq: expected a number without its highest bit"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void errorIsReportedAtItsMessage(String name, Event event, String expected) throws Exception {
    Reading reading = read(bytes(HEADER, MACHINE, event, LOAD));
    String place = String.format("t.pb: byte %d (0x%x): ", THIRD, THIRD);
    assertEquals(List.of(place + expected), reading.problems(), name);
    assertEquals(2, reading.events().size());
  }

  @Test
  void placeIsTheFirstByteOfTheMessage() throws Exception {
    Reading reading = read(bytes(HEADER, MACHINE, LOAD));
    assertEquals(new Place.ByteOffset(THIRD), reading.events().get(1).place());
  }

  @Test
  void traceWithoutEventsIsAnError() throws Exception {
    assertEquals(
        List.of(
            "t.pb: byte 19 (0x13): expected machine as the first event of the trace, got no event"),
        read(bytes(HEADER)).problems());
  }

  @Test
  void otherVersionIsRefused() {
    assertRefused(
        bytes(HEADER.toBuilder().setVersion(2).build()), "expected schema version 1, got 2");
  }

  @Test
  void otherMagicIsRefused() {
    assertRefused(
        bytes(HEADER.toBuilder().setMagic("x").build()),
        "expected a header that says rolecall.trace");
  }

  @Test
  void messageThatIsTooLongEndsTheReading() throws Exception {
    byte[] start = bytes(HEADER, MACHINE);
    byte[] bytes = Arrays.copyOf(start, start.length + 5);
    Arrays.fill(bytes, start.length, bytes.length - 1, (byte) 0xff);
    bytes[bytes.length - 1] = 1;
    Reading reading = read(bytes);
    assertTrue(reading.problems().get(0).contains("expected a message of at most 16777216 bytes"));
    assertEquals(1, reading.events().size());
  }

  @Test
  void traceCutWithinAMessageIsReadUpToIt() throws Exception {
    byte[] bytes = generated();
    int events = read(bytes).events().size();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      if (length < 19) {
        assertThrows(TraceInputException.class, () -> read(cut));
        continue;
      }
      Reading reading = read(cut);
      assertTrue(reading.problems().size() <= 1, "length " + length);
      assertTrue(reading.events().size() < events, "length " + length);
      long whole = reading.stats().records();
      assertEquals(whole, reading.events().size(), "length " + length);
    }
  }

  @Test
  void flippedBitsNeverDoWorseThanAProblem() throws Exception {
    byte[] bytes = generated();
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      byte[] flipped = bytes.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        read(flipped);
      } catch (TraceInputException e) {
        assertTrue(e.problem().place() instanceof Place.ByteOffset, "seed 5 round " + i);
      }
    }
  }

  private static byte[] generated() throws IOException {
    GeneratedEvents generated = new GeneratedEvents(3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ProtoTraceWriter writer = new ProtoTraceWriter(bytes)) {
      writer.write(GeneratedEvents.machine());
      for (int i = 0; i < 20; i++) {
        TraceEvent event = generated.next();
        writer.write(event);
      }
    }
    return bytes.toByteArray();
  }

  private static void assertRefused(byte[] bytes, String message) {
    TraceInputException e = assertThrows(TraceInputException.class, () -> read(bytes));
    assertEquals("t.pb: byte 0 (0x0): " + message, e.problem().toString());
  }

  private static Event observe(Expect.Builder expect) {
    return Event.newBuilder().setObserve(Observe.getDefaultInstance()).setExpect(expect).build();
  }

  private static Arguments error(String name, Event event, String problem) {
    return Arguments.of(name, event, problem);
  }

  private static byte[] bytes(TraceHeader header, Event... events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      header.writeDelimitedTo(bytes);
      for (Event event : events) {
        event.writeDelimitedTo(bytes);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static Reading read(byte[] bytes) throws IOException, TraceInputException {
    return Reading.of(new ProtoTraceReader("t.pb", new ByteArrayInputStream(bytes)));
  }
}
