// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A trace, and what a replay into the healthy model says of it. A changed model is found when it
 * says anything else: another divergence, or, of a specification, that something was not checked.
 */
final class TraceWitness implements Witness {
  private static final String SPEC = "spec/";

  private final CorpusTrace trace;
  private final Set<String> healthy = new HashSet<>();

  /** A witness, which listens to the healthy model first. */
  TraceWitness(CorpusTrace trace, ClassLoader healthyModel) {
    this.trace = trace;
    String stopped = subject(healthyModel).apply(trace.events(), this::note);
    if (!stopped.isEmpty()) {
      throw new IllegalStateException(trace.name() + ": " + stopped);
    }
  }

  private boolean note(String line) {
    healthy.add(line);
    return true;
  }

  @Override
  public String name() {
    return trace.name();
  }

  boolean isSpecification() {
    return trace.name().startsWith(SPEC);
  }

  /** The length of the trace in bytes. */
  int length() {
    return trace.events().length;
  }

  @Override
  public String against(ClassLoader model) {
    try {
      return subject(model).apply(trace.events(), this::isExpected);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return "stops with " + e;
    }
  }

  private boolean isExpected(String line) {
    return healthy.contains(line)
        || (!isSpecification() && line.startsWith(MutantReplay.NOT_CHECKED));
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<byte[], Predicate<String>, String> subject(ClassLoader model) {
    try {
      Class<?> replay = model.loadClass(MutantReplay.class.getName());
      return (BiFunction<byte[], Predicate<String>, String>) replay.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
