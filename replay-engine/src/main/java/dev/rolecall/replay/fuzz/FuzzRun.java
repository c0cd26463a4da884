// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.diff.Comparison.Failure;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.subject.SubjectException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Compares trace after trace, on several threads, until the plan says that it is enough. What is
 * found follows from the traces alone if their number is what ends it.
 */
public final class FuzzRun {
  private final FuzzPlan plan;
  private final ConcurrentHashMap<Signature, FuzzFinding> found = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Failure> failures = new ConcurrentSkipListMap<>();
  private final AtomicLong nextTrace = new AtomicLong();
  private final AtomicLong quiet = new AtomicLong();
  private final LongAdder traces = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final LongAdder checked = new LongAdder();
  private final Novelty novelty = new Novelty();
  private volatile boolean stopped;
  private volatile long deadline;

  /** A run that has not begun. */
  public FuzzRun(FuzzPlan plan) {
    this.plan = plan;
  }

  /**
   * Runs to the end. An error of a thread is thrown here.
   *
   * @throws SubjectException if a subject cannot be started
   */
  public void run() throws SubjectException, InterruptedException {
    deadline = System.nanoTime() + plan.limits().time().toNanos();
    ExecutorService pool = Executors.newFixedThreadPool(plan.jobs());
    try {
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < plan.jobs(); i++) {
        FuzzWorker worker = new FuzzWorker(plan, this);
        workers.add(pool.submit(worker));
      }
      for (Future<Void> worker : workers) {
        await(worker);
      }
    } finally {
      stop();
      pool.shutdown();
    }
  }

  private void await(Future<Void> worker) throws SubjectException, InterruptedException {
    try {
      worker.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SubjectException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Has the run end after the traces that are being compared. */
  void stop() {
    stopped = true;
  }

  /** The number of the next trace to compare, or -1 if it is enough. */
  long next() {
    boolean calm = plan.limits().quiet() > 0 && quiet.get() >= plan.limits().quiet();
    boolean ended = stopped || plan.limits().cancelled().getAsBoolean();
    if (ended || calm || System.nanoTime() - deadline >= 0) {
      return -1;
    }
    long number = nextTrace.getAndIncrement();
    return number < plan.limits().count() ? number : -1;
  }

  void found(FuzzFinding finding) {
    found.merge(finding.signature(), finding, FuzzFinding::earlier);
  }

  void failed(long trace, Failure failure) {
    failures.put(trace, failure);
  }

  /** A trace has been compared. */
  void done(long eventsOfTrace, boolean news) {
    traces.increment();
    events.add(eventsOfTrace);
    if (news) {
      quiet.set(0);
    } else {
      quiet.incrementAndGet();
    }
  }

  void addChecked(long expectations) {
    checked.add(expectations);
  }

  Novelty novelty() {
    return novelty;
  }

  /** How many traces have been compared. */
  public long traces() {
    return traces.sum();
  }

  /** How many events they had. */
  public long events() {
    return events.sum();
  }

  /** How many outcomes were compared; known once the run has ended. */
  public long checked() {
    return checked.sum();
  }

  /** What was found so far, one for each signature, in the order of the traces. */
  public List<FuzzFinding> findings() {
    return found.values().stream()
        .sorted(
            Comparator.comparingLong(FuzzFinding::trace)
                .thenComparing(finding -> finding.divergence().event().number())
                .thenComparing(FuzzFinding::signature))
        .toList();
  }

  /** How many traces the subject failed on. */
  public int failureCount() {
    return failures.size();
  }

  /** The first trace that the subject failed on, and how, if there is one. */
  public Optional<Map.Entry<Long, Failure>> firstFailure() {
    return Optional.ofNullable(failures.firstEntry());
  }
}
