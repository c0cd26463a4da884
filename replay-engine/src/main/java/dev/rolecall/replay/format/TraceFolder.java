// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import dev.rolecall.replay.trace.InputProblem;
import java.nio.file.Path;
import java.util.List;

/**
 * What a folder holds.
 *
 * @param traces the files of a known format
 * @param others why each of the other files is no trace
 */
public record TraceFolder(List<Path> traces, List<InputProblem> others) {

  /** Makes the lists this record's own. */
  public TraceFolder {
    traces = List.copyOf(traces);
    others = List.copyOf(others);
  }
}
