// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * A file of any size, read by position.
 *
 * <p>Not mapped: a file that shrinks while it is mapped ends the process, one that shrinks while it
 * is read is a problem to report.
 */
final class FileBytes implements Bytes, Closeable {
  private final String name;
  private final FileChannel channel;
  private final long size;

  private FileBytes(String name, FileChannel channel, long size) {
    this.name = name;
    this.channel = channel;
    this.size = size;
  }

  static FileBytes open(TraceFile file) throws TraceInputException {
    try {
      FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
      return new FileBytes(file.name(), channel, channel.size());
    } catch (IOException e) {
      String message = "cannot be opened: " + e;
      throw new TraceInputException(new InputProblem(file.name(), new Place.None(), message), e);
    }
  }

  String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, byte[] into, int length) throws TraceInputException {
    ByteBuffer target = ByteBuffer.wrap(into, 0, length);
    long next = position;
    while (target.hasRemaining()) {
      int count = readSome(target, next);
      if (count < 0) {
        throw damage(next, "expected " + target.remaining() + " more bytes, found end of file");
      }
      next += count;
    }
  }

  private int readSome(ByteBuffer target, long position) throws TraceInputException {
    try {
      return channel.read(target, position);
    } catch (IOException e) {
      throw new TraceInputException(problem(position, "cannot be read: " + e), e);
    }
  }

  @Override
  public InputProblem problem(long position, String message) {
    return new InputProblem(name, new Place.ByteOffset(position), message);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("closing " + name, e);
    }
  }
}
