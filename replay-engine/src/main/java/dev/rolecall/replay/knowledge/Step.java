// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.knowledge;

import java.util.Optional;

/**
 * One thing that changed what is known.
 *
 * @param <W> what stands for it in reports
 */
sealed interface Step<W> {
  /** Does to a set of worlds what it did. */
  void apply(Worlds worlds);

  /** What would be known of the bits that it concerns if it had not been seen. */
  Step<W> without();

  /** What stands for it in reports, if it added knowledge. */
  Optional<W> witness();

  /** Only some worlds explain what was observed. */
  record Narrow<W>(Worlds explaining, W by) implements Step<W> {
    @Override
    public void apply(Worlds worlds) {
      worlds.retain(explaining);
    }

    @Override
    public Step<W> without() {
      return new Free<>(0);
    }

    @Override
    public Optional<W> witness() {
      return Optional.of(by);
    }
  }

  /** Bits got a value. */
  record Assign<W>(int mask, int value, W by) implements Step<W> {
    @Override
    public void apply(Worlds worlds) {
      worlds.assign(mask, value);
    }

    @Override
    public Step<W> without() {
      return new Free<>(mask);
    }

    @Override
    public Optional<W> witness() {
      return Optional.of(by);
    }
  }

  /** Bits may have changed. */
  record Free<W>(int mask) implements Step<W> {
    @Override
    public void apply(Worlds worlds) {
      worlds.free(mask);
    }

    @Override
    public Step<W> without() {
      return this;
    }

    @Override
    public Optional<W> witness() {
      return Optional.empty();
    }
  }
}
