// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that appears whole or not at all: it is written beside its place and moved there. */
final class FileInPlace implements AutoCloseable {
  private final Path target;
  private final Path scratch;

  private FileInPlace(Path target, Path scratch) {
    this.target = target;
    this.scratch = scratch;
  }

  /** A file to be written. What stands at its place stays until {@link #commit}. */
  static FileInPlace of(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FaultException(target + ": cannot be written: there is no such folder");
    }
    if (Files.isDirectory(target)) {
      throw new FaultException(target + ": cannot be written: it is a folder");
    }
    return new FileInPlace(target, Files.createTempFile(folder, ".rolecall-", ".part"));
  }

  /** A stream to the file. */
  OutputStream stream() throws IOException {
    return Files.newOutputStream(scratch);
  }

  /** A writer to the file, in UTF-8. */
  Writer writer() throws IOException {
    return Files.newBufferedWriter(scratch, StandardCharsets.UTF_8);
  }

  /** Puts the file, which must be closed, in its place. */
  void commit() throws IOException {
    giveUsualPermissions();
    try {
      Files.move(scratch, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(scratch, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A temporary file is its owner's alone; a result is everybody's to read, as the old one was. */
  private void giveUsualPermissions() throws IOException {
    if (!scratch.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions =
        Files.exists(target)
            ? Files.getPosixFilePermissions(target)
            : PosixFilePermissions.fromString("rw-r--r--");
    Files.setPosixFilePermissions(scratch, permissions);
  }

  /** Removes what was not put in its place. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(scratch);
  }
}
