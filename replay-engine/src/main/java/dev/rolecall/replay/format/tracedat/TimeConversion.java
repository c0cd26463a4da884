// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/**
 * How a ring's time becomes the one that is reported: {@code (time * multiplier >> shift) +
 * offset}.
 *
 * @param multiplier from the TSC2NSEC option; zero if there is none to apply
 * @param shift from the TSC2NSEC option
 * @param offset nanoseconds, from the DATE and OFFSET options
 */
record TimeConversion(long multiplier, int shift, long offset) {
  static final TimeConversion NONE = new TimeConversion(0, 0, 0);

  TimeConversion plus(long nanoseconds) {
    return new TimeConversion(multiplier, shift, offset + nanoseconds);
  }

  TimeConversion scaled(long newMultiplier, int newShift) {
    return new TimeConversion(newMultiplier, newShift, offset);
  }

  long apply(long time) {
    return (multiplier == 0 ? time : scale(time)) + offset;
  }

  private long scale(long time) {
    long low = time * multiplier;
    if (shift == 0) {
      return low;
    }
    long high = Math.multiplyHigh(time, multiplier) + (time < 0 ? multiplier : 0);
    return high << (Long.SIZE - shift) | low >>> shift;
  }
}
