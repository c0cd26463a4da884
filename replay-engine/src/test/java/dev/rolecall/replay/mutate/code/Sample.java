// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

/** Methods in which a test plants each kind of fault. */
public final class Sample {
  /** Colours. */
  public enum Colour {
    RED,
    GREEN,
    BLUE
  }

  private long field = 7;

  private Sample() {}

  static long condition(long x) {
    return (x & 0x10) != 0 ? 100 : 200;
  }

  static long boundary(long x) {
    return x < 5 ? 100 : 200;
  }

  static long shift(long x) {
    return x << 3;
  }

  static long truth(long x) {
    return pick(x, true);
  }

  private static long pick(long x, boolean first) {
    return first ? x : 99;
  }

  static long oneBit(long x) {
    return x & 0x40;
  }

  static long bits(long x) {
    return x & 0x45;
  }

  static long run(long x) {
    return x & 0xff0;
  }

  static long complement(long x) {
    return x & ~variable(x);
  }

  private static long variable(long x) {
    return x >>> 60;
  }

  static long sum(long x) {
    return x + 1;
  }

  static long voidCall(long x) {
    Sample sample = new Sample();
    sample.set(x);
    return sample.field;
  }

  private void set(long value) {
    field = value;
  }

  static long ofItsKind(long x) {
    return new Sample().with(x).field;
  }

  private Sample with(long value) {
    Sample copy = new Sample();
    copy.field = value;
    return copy;
  }

  static long name(long x) {
    return x == 0 ? number(Colour.RED) : number(Colour.BLUE);
  }

  private static long number(Colour colour) {
    return colour.name().length();
  }

  static long cases(long x) {
    return switch ((int) x) {
      case 1 -> 10;
      case 2 -> 20;
      default -> 30;
    };
  }

  static long loop(long x) {
    long turns = 0;
    for (long i = 0; i < x; i += 1) {
      turns += 2;
    }
    return turns;
  }

  static boolean isSmall(long x) {
    return x < 5;
  }

  @Override
  public String toString() {
    return field == 7 ? "seven" : "another";
  }
}
