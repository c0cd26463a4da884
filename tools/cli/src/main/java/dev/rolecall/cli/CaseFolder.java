// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.fuzz.FuzzCase;
import dev.rolecall.replay.fuzz.FuzzPlan;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder with one case for each difference. */
final class CaseFolder {
  private final Path folder;
  private final FuzzPlan plan;

  private CaseFolder(Path folder, FuzzPlan plan) {
    this.folder = folder;
    this.plan = plan;
  }

  /** A folder that is there from now on. */
  static CaseFolder of(Path folder, FuzzPlan plan) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new FaultException(folder + ": cannot be written to: it is no folder");
    }
    return new CaseFolder(folder, plan);
  }

  /** Writes a case under the name of its signature, and returns its place. */
  Path write(FuzzCase found, List<String> comments) throws IOException {
    Path file = folder.resolve(found.fileName());
    try (FileInPlace target = FileInPlace.of(file)) {
      found.writeTo(target.stream(), comments, plan);
      target.commit();
    }
    return file;
  }
}
