// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.SignatureSearch;
import dev.rolecall.replay.diff.SignatureSearch.Answer;
import dev.rolecall.replay.format.TraceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** What {@code --bisect-signature} answers {@code git bisect run}. */
final class BisectAnswer {
  private BisectAnswer() {}

  /** Says what was found, and returns the exit code that git understands. */
  static int of(Question question, Signature wanted, List<TraceFile> traces, PrintWriter err)
      throws IOException {
    Answer answer = new SignatureSearch(question, wanted).search(traces);
    answer.faults().forEach(err::println);
    err.println("bisect: %s: %s: %s".formatted(wanted, answer.verdict(), answer.reason()));
    return answer.verdict().exitCode();
  }
}
