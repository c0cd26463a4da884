// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import dev.rolecall.replay.format.capture.CaptureInterpreter;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.SurveyFacts;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.IdentityHashMap;
import java.util.Map;

/** Translates a text's events into those of a trace. */
final class TextTranslation implements TextSink {
  private final CaptureInterpreter interpreter;
  private final boolean probes;
  private final IdentityHashMap<TextShape, KernelEventHandler> handlers = new IdentityHashMap<>();
  private long records;
  private long lost;
  private long lossy;
  private long mangled;

  TextTranslation(SurveyFacts host, TraceHandler handler) {
    this.interpreter = new CaptureInterpreter(host, handler);
    this.probes = host.hasProbes();
  }

  void begin() {
    interpreter.begin();
  }

  void finish() {
    interpreter.finish();
  }

  /** Events of shadow pages that do not tell their roles. */
  long lossy() {
    return lossy;
  }

  /** Events whose fields are needed and cannot be read. */
  long mangled() {
    return mangled;
  }

  @Override
  public void event(TextEvents.Entry kind, TextShape read, TextEvent event) {
    records++;
    TextShape shape = kind.shape(TextPass.TRANSLATION, read);
    KernelEventHandler handler = handlers.get(shape);
    if (handler == null) {
      handler = interpreter.bind(shape);
      handlers.put(shape, handler);
      if (kind.isForSurvey() || (probes && TextLayouts.isForBareVcpus(kind.name()))) {
        kind.ignoreFields(TextPass.TRANSLATION);
      }
    }
    handler.event(event);
    if (shape instanceof PlainShape && kind.losesRole()) {
      lossy++;
      interpreter.pageUnseen();
    } else if (shape instanceof PlainShape && kind.isNeeded(TextPass.TRANSLATION)) {
      mangled++;
      interpreter.lost();
    }
  }

  @Override
  public void lost(long count) {
    lost += Math.max(1, count);
    interpreter.lost();
  }

  ReadStats stats() {
    Map<String, Long> unknown = interpreter.unknownByName();
    long unknowns = unknown.values().stream().mapToLong(Long::longValue).sum();
    return new ReadStats(
        records,
        interpreter.understood(),
        records - interpreter.understood() - unknowns,
        lost,
        interpreter.unknownByName());
  }
}
