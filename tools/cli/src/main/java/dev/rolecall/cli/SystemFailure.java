// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words what the system refused. */
final class SystemFailure {
  private SystemFailure() {}

  /** What failed: the file and the reason. */
  static String message(Exception failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof NoSuchFileException file) {
      return file.getFile() + ": no such file or folder";
    }
    if (cause instanceof AccessDeniedException file) {
      return file.getFile() + ": permission denied";
    }
    if (cause instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason();
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }
}
