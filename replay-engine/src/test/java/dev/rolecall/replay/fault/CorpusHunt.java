// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * The corpus, and what the healthy model says of it. A changed model is found when it says anything
 * else: another divergence, or, of a specification, that something was not checked.
 */
final class CorpusHunt {
  private static final String SPEC = "spec/";

  private final List<CorpusTrace> traces;
  private final Map<String, Set<String>> expected = new HashMap<>();

  private CorpusHunt(List<CorpusTrace> traces) {
    this.traces = traces;
  }

  /** Reads the corpus: specifications first, then the rest from small to large. */
  static CorpusHunt read() throws IOException, TraceInputException {
    List<CorpusTrace> traces = new ArrayList<>();
    for (String folder : List.of("spec", "vectors", "captures")) {
      for (Path file : Corpus.traces(folder)) {
        traces.add(CorpusTrace.of(file));
      }
    }
    traces.sort(
        Comparator.comparing((CorpusTrace trace) -> !trace.name().startsWith(SPEC))
            .thenComparing(trace -> trace.events().length));
    CorpusHunt hunt = new CorpusHunt(traces);
    hunt.listen();
    return hunt;
  }

  /** Notes what the healthy model says. */
  private void listen() {
    BiFunction<byte[], Predicate<String>, String> healthy = subject(Map.of());
    for (CorpusTrace trace : traces) {
      Set<String> lines = new HashSet<>();
      String unexpected = healthy.apply(trace.events(), line -> notes(lines, line));
      if (!unexpected.isEmpty()) {
        throw new IllegalStateException(trace.name() + ": " + unexpected);
      }
      expected.put(trace.name(), lines);
    }
  }

  private static boolean notes(Set<String> lines, String line) {
    lines.add(line);
    return true;
  }

  List<CorpusTrace> traces() {
    return traces;
  }

  /** How often the healthy model says something of the traces below a folder. */
  long said(String folder) {
    return expected.entrySet().stream()
        .filter(said -> said.getKey().startsWith(folder))
        .mapToLong(said -> said.getValue().size())
        .sum();
  }

  /**
   * What gives the changed model away.
   *
   * @param changed the changed classes by name
   * @param order the traces in the order in which to try them; the one that finds goes to the front
   * @return the trace and the first unexpected line of its replay; empty if there is none
   */
  String find(Map<String, byte[]> changed, List<CorpusTrace> order) {
    BiFunction<byte[], Predicate<String>, String> subject = subject(changed);
    for (CorpusTrace trace : order) {
      String line = firstUnexpected(subject, trace);
      if (!line.isEmpty()) {
        order.remove(trace);
        order.add(0, trace);
        return trace.name() + ": " + line;
      }
    }
    return "";
  }

  private String firstUnexpected(
      BiFunction<byte[], Predicate<String>, String> subject, CorpusTrace trace) {
    Set<String> healthy = expected.getOrDefault(trace.name(), Set.of());
    boolean checksAll = trace.name().startsWith(SPEC);
    try {
      return subject.apply(
          trace.events(),
          line ->
              healthy.contains(line) || (!checksAll && line.startsWith(MutantReplay.NOT_CHECKED)));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return "stops with " + e;
    }
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<byte[], Predicate<String>, String> subject(
      Map<String, byte[]> changed) {
    try {
      Class<?> replay = new MutantLoader(changed).loadClass(MutantReplay.class.getName());
      return (BiFunction<byte[], Predicate<String>, String>) replay.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
