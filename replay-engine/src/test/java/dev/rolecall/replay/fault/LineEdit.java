// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

/**
 * A part of a line that becomes another. The file has the part once; or it has the anchor once, and
 * the part is the first from there, on the anchor's line or one of the few that follow.
 *
 * @param anchor text that tells the place where the part alone does not; empty if it does
 * @param before the part as it is
 * @param after what it becomes
 */
record LineEdit(String anchor, String before, String after) implements Fault.Edit {
  private static final int LINES_FROM_ANCHOR = 12;

  @Override
  public String plantIn(String source) {
    int at = anchor.isEmpty() ? only(source, before) : near(source, only(source, anchor));
    return source.substring(0, at) + after + source.substring(at + before.length());
  }

  private int near(String source, int from) {
    int at = source.indexOf(before, from);
    if (at < 0 || source.substring(from, at).lines().count() > LINES_FROM_ANCHOR) {
      throw new InvalidFaultException("not found below " + anchor + ": " + before);
    }
    return at;
  }

  private static int only(String source, String part) {
    int first = source.indexOf(part);
    if (first < 0) {
      throw new InvalidFaultException("not found: " + part);
    }
    if (source.indexOf(part, first + 1) >= 0) {
      throw new InvalidFaultException("found more than once: " + part);
    }
    return first;
  }
}
