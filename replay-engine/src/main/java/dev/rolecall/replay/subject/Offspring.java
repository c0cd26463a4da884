// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * A program's processes, its children's and theirs, also those whose parent is gone: they inherit a
 * variable of their environment that no other process has.
 */
final class Offspring {
  private static final String VARIABLE = "ROLECALL_SUBJECT";
  private static final Path PROCESSES = Path.of("/proc");

  private final String id = UUID.randomUUID().toString();

  /** Marks the environment of a program that is about to be started. */
  void mark(Map<String, String> environment) {
    environment.put(VARIABLE, id);
  }

  /** Kills a program and all that it started; where there is no /proc, only those with a parent. */
  void kill(Process program) {
    program.descendants().forEach(ProcessHandle::destroyForcibly);
    program.toHandle().destroyForcibly(); // Process.destroyForcibly() would close its streams too
    killOrphans();
  }

  private void killOrphans() {
    if (!Files.isDirectory(PROCESSES)) {
      return;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[1-9]*")) {
      for (Path process : processes) {
        if (isMarked(process)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
              .ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    } catch (DirectoryIteratorException | IOException e) {
      return; // the system does not list its processes: there are only those with a parent
    }
  }

  /** Whether a process has the mark; a process of somebody else, or one that is gone, has not. */
  private boolean isMarked(Path process) {
    try {
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains(VARIABLE + "=" + id);
    } catch (IOException e) {
      return false;
    }
  }
}
