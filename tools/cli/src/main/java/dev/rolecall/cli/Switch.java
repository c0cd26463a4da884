// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.util.Locale;

/** Whether something for terminals is done. */
enum Switch {
  AUTO,
  ALWAYS,
  NEVER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is on, where {@code auto} means as {@code suggested}. */
  boolean isOn(boolean suggested) {
    return this == ALWAYS || (this == AUTO && suggested);
  }
}
