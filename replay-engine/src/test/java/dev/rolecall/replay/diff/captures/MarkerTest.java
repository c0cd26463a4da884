// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MarkerTest {
  @Test
  void aPortWriteIsTheSameInEveryText() {
    Optional<String> expected = Optional.of("port 16 1 1 64");
    assertEquals(expected, marker("kvm_pio", "rw=1 port=16 size=1 count=1 val=64"));
    assertEquals(expected, marker("kvm_pio", "pio_write at 0x10 size 1 count 1 val 0x40"));
  }

  @Test
  void whatIsReadFromAPortIsNoMarker() {
    assertEquals(Optional.empty(), marker("kvm_pio", "rw=0 port=1016 size=1 count=1 val=96"));
    assertEquals(Optional.empty(), marker("kvm_pio", "pio_read at 0x3f8 size 1 count 1 val 0x60"));
  }

  @Test
  void aTextOfTraceMarkerIsOneWithoutTheAddress() {
    Optional<String> expected = Optional.of("print step 3");
    assertEquals(expected, marker("print", "ip=0xffffffff811a buf=step 3\n"));
    assertEquals(expected, marker("print", "tracing_mark_write: step 3"));
  }

  @Test
  void otherEventsAreNone() {
    assertEquals(Optional.empty(), marker("kvm_fpu", "load=1"));
  }

  private static Optional<String> marker(String name, String raw) {
    TraceEvent event = new TraceEvent();
    event.reset(EventType.UNKNOWN);
    event.args().setText(Arg.NAME, name);
    event.args().setText(Arg.RAW, raw);
    return Marker.of(event);
  }
}
