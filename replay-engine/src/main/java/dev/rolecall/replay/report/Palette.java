// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

/** Marks parts of a text for the eye, where the reader can show it. */
public enum Palette {
  /** Leaves every text as it is. */
  PLAIN {
    @Override
    public String paint(Tone tone, String text) {
      return text;
    }
  },

  /** Colours by the escape sequences of ECMA-48, which terminals follow. */
  COLOURED {
    @Override
    public String paint(Tone tone, String text) {
      return text.isEmpty() ? text : "\u001b[" + tone.parameters + "m" + text + "\u001b[0m";
    }
  };

  /** What a part of a text is. */
  public enum Tone {
    BAD("1;31"),
    GOOD("1;32"),
    WARNING("1;33"),
    PLACE("1;34"),
    TITLE("1"),
    FAINT("2");

    private final String parameters;

    Tone(String parameters) {
      this.parameters = parameters;
    }
  }

  /** The text, marked as what it is. */
  public abstract String paint(Tone tone, String text);
}
