// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Survey;
import dev.rolecall.replay.format.capture.SurveyFacts;
import java.util.IdentityHashMap;

/** Finds out which kernel printed a text, and what its host is. */
final class TextSurvey implements TextSink {
  private static final KernelEventHandler IGNORE = event -> {};

  private final Survey survey = new Survey(KernelRelease.newestKnown());
  private final KernelGuess guess = new KernelGuess();
  private final IdentityHashMap<TextShape, KernelEventHandler> handlers = new IdentityHashMap<>();
  private long lossy;

  /**
   * What a text so far shows.
   *
   * @param stated whether the text names its kernel
   * @param host what the kernel and the host are
   */
  record Facts(boolean stated, SurveyFacts host, KernelRelease oldest) {}

  Facts facts() {
    return factsOf(guess.release());
  }

  /** What was found, if that kernel printed the text. */
  Facts factsOf(KernelRelease release) {
    return new Facts(guess.isStated(), survey.facts(release), guess.release());
  }

  KernelRelease release() {
    return guess.release();
  }

  /** Events of shadow pages that do not tell their roles. */
  long lossy() {
    return lossy;
  }

  @Override
  public void event(TextEvents.Entry kind, TextShape read, TextEvent event) {
    if (kind.isSurveyed()) {
      return;
    }
    TextShape shape = kind.shape(TextPass.SURVEY, read);
    boolean plain = shape instanceof PlainShape;
    KernelEventHandler handler = handlers.get(shape);
    if (handler == null) {
      guess.shape(shape);
      handler = survey.bind(shape).orElse(IGNORE);
      handlers.put(shape, handler);
      if (handler == IGNORE && !plain && !kind.losesRole()) {
        kind.ignoreFields(TextPass.SURVEY);
      }
    }
    if (plain && kind.losesRole()) {
      lossy++;
    } else if (plain && handler == IGNORE && kind.isWithoutFields(TextPass.SURVEY)) {
      kind.endSurvey();
    }
    if (shape.oldSpte() >= 0) {
      guess.oldSpte(event.value(shape.oldSpte()));
    }
    handler.event(event);
  }

  @Override
  public void lost(long count) {
    survey.lost();
  }

  @Override
  public void comment(String text) {
    guess.comment(text);
  }
}
