// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Does the same to many things on every core, each worker with a tool of its own. */
final class Workers {
  private final BooleanSupplier isOver;

  /** Workers that take up nothing more once it is over. */
  Workers(BooleanSupplier isOver) {
    this.isOver = isOver;
  }

  /** What is done to a thing with a tool. */
  interface Work<T, I, R> {
    R apply(T tool, I item);
  }

  /** The results in the order of the items; none of those that were not taken up. */
  <T, I, R> List<Optional<R>> each(List<I> items, Supplier<T> tools, Work<T, I, R> work)
      throws InterruptedException {
    List<Optional<R>> results =
        new ArrayList<>(Collections.nCopies(items.size(), Optional.empty()));
    AtomicInteger next = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          T tool = tools.get();
          for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            if (isOver.getAsBoolean()) {
              break;
            }
            results.set(i, Optional.of(work.apply(tool, items.get(i))));
          }
          return null;
        };
    runOnEveryCore(worker, items.size());
    return results;
  }

  private static void runOnEveryCore(Callable<Void> worker, int most) throws InterruptedException {
    int cores = Math.max(1, Math.min(most, Runtime.getRuntime().availableProcessors()));
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    try {
      for (Future<Void> done : pool.invokeAll(Collections.nCopies(cores, worker))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
