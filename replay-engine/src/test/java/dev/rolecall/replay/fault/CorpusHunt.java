// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The corpus, looking for what a changed model does otherwise than the healthy one. */
final class CorpusHunt {
  private final List<Witness> witnesses;

  private CorpusHunt(List<Witness> witnesses) {
    this.witnesses = witnesses;
  }

  /** Reads the corpus: specifications first, then the rest from small to large, and the tables. */
  static CorpusHunt read() throws IOException, TraceInputException {
    ClassLoader healthy = new MutantLoader(Map.of());
    List<TraceWitness> traces = new ArrayList<>();
    for (String folder : List.of("spec", "vectors", "captures")) {
      for (Path file : Corpus.traces(folder)) {
        traces.add(new TraceWitness(CorpusTrace.of(file), healthy));
      }
    }
    traces.sort(
        Comparator.comparing((TraceWitness trace) -> !trace.isSpecification())
            .thenComparing(TraceWitness::length));
    List<Witness> witnesses = new ArrayList<>(traces);
    witnesses.addAll(TableWitness.all(healthy));
    return new CorpusHunt(witnesses);
  }

  /** All witnesses, in the order in which they are best asked. */
  List<Witness> witnesses() {
    return witnesses;
  }

  /**
   * What gives the changed model away.
   *
   * @param changed the changed classes by name
   * @param order the witnesses in the order in which to ask them; who finds goes to the front
   * @return the witness and what it says; empty if there is none
   */
  String find(Map<String, byte[]> changed, List<Witness> order) {
    ClassLoader model = new MutantLoader(changed);
    for (Witness witness : order) {
      String line = witness.against(model);
      if (!line.isEmpty()) {
        order.remove(witness);
        order.add(0, witness);
        return witness.name() + ": " + line;
      }
    }
    return "";
  }
}
