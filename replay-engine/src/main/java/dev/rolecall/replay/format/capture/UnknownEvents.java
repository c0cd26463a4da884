// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** Keeps the events of a format that nothing here understands. */
final class UnknownEvents implements KernelEventHandler {
  private final CaptureInterpreter interpreter;
  private final String name;
  private long count;

  UnknownEvents(CaptureInterpreter interpreter, String name) {
    this.interpreter = interpreter;
    this.name = name;
  }

  String name() {
    return name;
  }

  long count() {
    return count;
  }

  @Override
  public void event(KernelEvent event) {
    count++;
    if (!interpreter.out().takesUnknown()) {
      interpreter.out().leaveOut();
      return;
    }
    Optional<Vcpu> vcpu = interpreter.threads().find(event.pid());
    TraceEvent unknown =
        vcpu.isPresent()
            ? vcpu.get().tracker().begin(EventType.UNKNOWN)
            : interpreter.out().begin(EventType.UNKNOWN);
    unknown.args().setText(Arg.NAME, name);
    unknown.args().setText(Arg.RAW, interpreter.out().rawText());
    interpreter.out().send();
  }
}
