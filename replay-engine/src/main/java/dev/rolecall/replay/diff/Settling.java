// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;

/** Has what differs after each event put together by cause before the next one comes. */
final class Settling implements TraceHandler {
  private final TraceHandler handler;
  private final Causes causes;

  Settling(TraceHandler handler, Causes causes) {
    this.handler = handler;
    this.causes = causes;
  }

  @Override
  public void event(TraceEvent event) {
    handler.event(event);
    causes.settle(event);
  }

  @Override
  public boolean takesUnknown() {
    return handler.takesUnknown();
  }

  @Override
  public void notChecked(String reason, long count) {
    handler.notChecked(reason, count);
  }

  @Override
  public void note(String text) {
    handler.note(text);
  }
}
