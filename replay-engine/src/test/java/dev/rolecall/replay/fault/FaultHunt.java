// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Plants faults one by one and has the corpus look for each, on every core. */
final class FaultHunt {
  private final ModelSources sources;
  private final CorpusHunt corpus;

  FaultHunt(ModelSources sources, CorpusHunt corpus) {
    this.sources = sources;
    this.corpus = corpus;
  }

  /**
   * What became of a fault.
   *
   * @param fault the fault
   * @param found what gave it away; empty if nothing did
   * @param invalid why it is none: its place is not there, or it does not compile; else empty
   */
  record Verdict(Fault fault, String found, String invalid) {
    boolean isFound() {
      return !found.isEmpty();
    }
  }

  /** Hunts all faults; those of one file in their order, so that a run is like any other. */
  List<Verdict> hunt(List<Fault> faults) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      Collection<List<Fault>> byFile =
          faults.stream()
              .collect(Collectors.groupingBy(Fault::file, LinkedHashMap::new, Collectors.toList()))
              .values();
      List<Future<List<Verdict>>> running =
          byFile.stream()
              .sorted(Comparator.comparing((List<Fault> group) -> -group.size()))
              .map(group -> pool.submit(() -> huntOneByOne(group)))
              .toList();
      List<Verdict> verdicts = new ArrayList<>();
      for (Future<List<Verdict>> group : running) {
        verdicts.addAll(group.get());
      }
      return verdicts;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private List<Verdict> huntOneByOne(List<Fault> faults) throws IOException {
    List<Witness> order = new ArrayList<>(corpus.witnesses());
    List<Verdict> verdicts = new ArrayList<>();
    try (MutantCompiler compiler = new MutantCompiler()) {
      for (Fault fault : faults) {
        verdicts.add(hunt(fault, compiler, order));
      }
    }
    return verdicts;
  }

  private Verdict hunt(Fault fault, MutantCompiler compiler, List<Witness> order) {
    Map<String, byte[]> changed;
    try {
      changed = compiler.compile(sources.with(fault));
    } catch (InvalidFaultException e) {
      return new Verdict(fault, "", e.why());
    }
    return new Verdict(fault, corpus.find(changed, order), "");
  }
}
