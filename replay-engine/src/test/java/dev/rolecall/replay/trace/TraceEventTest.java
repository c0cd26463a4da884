// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceEventTest {

  @Test
  void copyHasEverythingAndSharesNothing() {
    TraceEvent event = full();
    TraceEvent copy = TraceEvent.copyOf(event);
    event.reset(EventType.LOAD);
    event.args().setTuples(Arg.PDPTRS).add(9);
    assertTrue(copy.sameContent(full()));
    assertEquals("the source's text", copy.description());
    assertEquals(new Place.Line(3, 4), copy.place());
    assertEquals(17, copy.position());
    assertEquals(Arg.CR0.bit(), copy.takenOver());
  }

  @Test
  void everyDifferenceInContentIsSeen() {
    assertDiffers(event -> event.setType(EventType.SREGS));
    assertDiffers(event -> event.setSeq(6));
    assertDiffers(event -> event.setTimeNs(6));
    assertDiffers(event -> event.setVm(6));
    assertDiffers(event -> event.setVcpu(6));
    assertDiffers(event -> event.args().set(Arg.CR0, 6));
    assertDiffers(event -> event.args().remove(Arg.CR0));
    assertDiffers(event -> event.args().setText(Arg.RAW, "b"));
    assertDiffers(event -> event.args().setBytes(Arg.BYTES, new byte[] {6}));
    assertDiffers(event -> event.args().tuples(Arg.PDPTRS).add(6));
    assertDiffers(event -> event.expectations().set(ExpectKey.SMM, 0));
    assertDiffers(event -> event.expectField(field("nxe")));
  }

  @Test
  void clearedEventIsANewOne() {
    TraceEvent event = full();
    event.clear();
    assertTrue(event.sameContent(new TraceEvent()));
    assertEquals("", event.description());
    assertEquals(new Place.None(), event.place());
    assertEquals(0, event.takenOver());
    assertEquals(0, event.position());
  }

  @Test
  void absentValueIsNotRead() {
    assertThrows(IllegalStateException.class, () -> new TraceEvent().args().number(Arg.CR0));
    assertEquals(7, new TraceEvent().args().numberOr(Arg.CR0, 7));
  }

  @Test
  void lazyTextIsNotMadeUnlessAskedFor() {
    TraceEvent event = new TraceEvent();
    event.reset(EventType.UNKNOWN);
    event
        .args()
        .setText(
            Arg.RAW,
            () -> {
              throw new AssertionError("asked for");
            });
    event.clear();
    assertFalse(event.args().has(Arg.RAW));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void numbersOfAnEventAreNotNegative(long number) {
    assertThrows(IllegalArgumentException.class, () -> new TraceEvent().setSeq(number));
    assertThrows(IllegalArgumentException.class, () -> new TraceEvent().setTimeNs(number));
  }

  private static void assertDiffers(Consumer<TraceEvent> change) {
    TraceEvent event = full();
    change.accept(event);
    assertFalse(event.sameContent(full()));
    assertFalse(full().sameContent(event));
  }

  private static TraceEvent full() {
    TraceEvent event = new TraceEvent();
    event.reset(EventType.UNKNOWN);
    event.setPosition(17);
    event.setSeq(1);
    event.setTimeNs(2);
    event.setVm(3);
    event.setVcpu(4);
    event.setLine(3, 4);
    event.setDescription(() -> "the source's text");
    event.args().set(Arg.CR0, -1);
    event.markTakenOver(Arg.CR0);
    event.args().setText(Arg.RAW, () -> "a");
    event.args().setBytes(Arg.BYTES, new byte[] {1, 2});
    LongTuples pdptrs = event.args().setTuples(Arg.PDPTRS);
    for (int i = 0; i < 20; i++) {
      pdptrs.add(i);
    }
    event.expectations().set(ExpectKey.SMM, 1);
    event.expectField(field("level"));
    return event;
  }

  private static FieldExpectation field(String name) {
    return new FieldExpectation(MmuId.ROOT_MMU, RoleWord.CPU_ROLE, name, 1);
  }
}
