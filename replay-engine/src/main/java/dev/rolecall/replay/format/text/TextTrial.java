// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

/**
 * Translates a text as if all of it showed what its beginning does, and surveys it meanwhile to see
 * whether that is so. What is found to be otherwise ends the translation, not the survey.
 */
final class TextTrial implements TextSink {
  /** How many events, a power of two, pass between two looks at whether it is still so. */
  private static final int INTERVAL = 1 << 16;

  private final TextSurvey.Facts assumed;
  private final TextSurvey survey = new TextSurvey();
  private final TextTranslation translation;
  private long events;
  private boolean holds = true;

  TextTrial(TextSurvey.Facts assumed, TextTranslation translation) {
    this.assumed = assumed;
    this.translation = translation;
  }

  /** What the text shows as far as it has been read. */
  TextSurvey.Facts facts() {
    return survey.facts();
  }

  /** Whether the text shows what was assumed. */
  boolean holds() {
    holds &= survey.facts().equals(assumed);
    return holds;
  }

  @Override
  public void event(TextEvents.Entry kind, TextShape shape, TextEvent event) {
    survey.event(kind, shape, event);
    if (!holds) {
      kind.ignoreFields(TextPass.TRANSLATION);
      return;
    }
    translation.event(kind, shape, event);
    if ((++events & (INTERVAL - 1)) == 0) {
      holds();
    }
  }

  @Override
  public void lost(long count) {
    survey.lost(count);
    if (holds) {
      translation.lost(count);
    }
  }

  @Override
  public void comment(String text) {
    survey.comment(text);
  }
}
