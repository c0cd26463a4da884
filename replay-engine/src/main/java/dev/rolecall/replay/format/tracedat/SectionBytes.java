// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;

/** A decompressed section. Its problems name the section's place in the file. */
final class SectionBytes implements Bytes {
  private final FileBytes file;
  private final long sectionOffset;
  private final byte[] content;

  SectionBytes(FileBytes file, long sectionOffset, byte[] content) {
    this.file = file;
    this.sectionOffset = sectionOffset;
    this.content = content;
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public void read(long position, byte[] into, int length) {
    System.arraycopy(content, Math.toIntExact(position), into, 0, length);
  }

  @Override
  public InputProblem problem(long position, String message) {
    String where = " (byte " + position + " of the section that is compressed here)";
    return file.problem(sectionOffset, message + where);
  }
}
