// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Arrays;
import java.util.List;

/**
 * Given traces with a few things changed: events left out, repeated, exchanged with the next one,
 * and arguments altered.
 */
public final class MutatedTraces implements TraceSource {
  /** So many events of a longer trace are taken, from anywhere, after all that sets them up. */
  private static final int WINDOW = 400;

  private static final int MOST_CHANGES = 6;

  private final MmuRevision revision;
  private final long seed;
  private final List<EventStore> traces;
  private final SeededRandom random = new SeededRandom();
  private final ArgumentChange change = new ArgumentChange(random);

  private EventStore trace;

  /** The events of the trace by their places in the given one; altered ones have the top bit. */
  private int[] picks = new int[2 * WINDOW];

  private int size;
  private int next;

  /** Before this place stands what sets the vCPUs up, which stays where it is. */
  private int firstFree;

  private static final int ALTERED = 1 << 31;

  /**
   * Mutated traces.
   *
   * @param corpus the given ones, at least one
   * @param revision the revision that they name as theirs
   * @param seed what all changes follow from
   */
  public MutatedTraces(TraceCorpus corpus, MmuRevision revision, long seed) {
    this.revision = revision;
    this.seed = seed;
    this.traces = corpus.shared();
    this.trace = traces.get(0);
  }

  @Override
  public void start(long number) {
    random.seed(SeededRandom.seedOf(seed, number));
    trace = traces.get(random.below(traces.size()));
    pick();
    for (int left = 1 + random.below(MOST_CHANGES); left > 0; left--) {
      mutate();
    }
    next = 0;
  }

  private void pick() {
    int from = trace.size() <= WINDOW ? 0 : random.below(trace.size() - WINDOW);
    size = 0;
    firstFree = 0;
    TraceEvent event = new TraceEvent();
    for (int i = 0; i < Math.min(trace.size(), from + WINDOW); i++) {
      trace.read(i, event);
      if (i >= from || setsUp(event.type())) {
        insert(size, i);
      }
      if (event.type() == EventType.VCPU || event.type() == EventType.MACHINE) {
        firstFree = size;
      }
    }
  }

  private static boolean setsUp(EventType type) {
    return switch (type) {
      case MACHINE, VCPU, MEMSLOT, MEMORY -> true;
      default -> false;
    };
  }

  private void insert(int at, int pick) {
    if (size == picks.length) {
      picks = Arrays.copyOf(picks, 2 * size);
    }
    System.arraycopy(picks, at, picks, at + 1, size - at);
    picks[at] = pick;
    size++;
  }

  private void mutate() {
    int free = size - firstFree;
    if (free < 2 || random.percent(50)) {
      picks[1 + random.below(size - 1)] |= ALTERED;
      return;
    }
    int at = firstFree + random.below(free - 1);
    switch (random.below(3)) {
      case 0 -> insert(at, picks[at]);
      case 1 -> {
        System.arraycopy(picks, at + 1, picks, at, size - at - 1);
        size--;
      }
      default -> {
        int first = picks[at];
        picks[at] = picks[at + 1];
        picks[at + 1] = first;
      }
    }
  }

  @Override
  public boolean next(TraceEvent event) {
    if (next == size) {
      return false;
    }
    int pick = picks[next++];
    trace.read(pick & ~ALTERED, event);
    if (event.type() == EventType.MACHINE) {
      event.args().setText(Arg.REVISION, revision.id());
    }
    if ((pick & ALTERED) != 0) {
      change.apply(event);
    }
    event.setPosition(next);
    return true;
  }
}
