// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Takes all events of whole VMs away, or of whole vCPUs. */
final class Owners implements Pass {
  /** What owns the events that always stay. */
  private static final long NOBODY = -1;

  private final String name;
  private final ToLongFunction<TraceEvent> owner;

  private Owners(String name, ToLongFunction<TraceEvent> owner) {
    this.name = name;
    this.owner = owner;
  }

  static Owners vms() {
    return new Owners("VMs", Owners::vm);
  }

  static Owners vcpus() {
    return new Owners("vCPUs", Owners::vcpu);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    Map<Long, Integer> numbers = new HashMap<>();
    int[] owners = new int[trace.size()];
    for (int i = 0; i < owners.length; i++) {
      long of = owner.applyAsLong(trace.get(i));
      owners[i] = of == NOBODY ? -1 : numbers.computeIfAbsent(of, key -> numbers.size());
    }
    if (numbers.size() < 2) {
      return trace;
    }
    int[] all = IntStream.range(0, numbers.size()).toArray();
    int[] kept = new Halving(k -> tries.shows(of(trace, owners, k)), tries::isStopped).reduce(all);
    return kept.length == all.length ? trace : of(trace, owners, kept);
  }

  private static Selection of(Selection trace, int[] owners, int[] kept) {
    boolean[] stays = new boolean[owners.length + 1];
    for (int owner : kept) {
      stays[owner] = true;
    }
    return trace.at(
        IntStream.range(0, owners.length).filter(i -> owners[i] < 0 || stays[owners[i]]).toArray());
  }

  private static long vm(TraceEvent event) {
    return switch (event.type()) {
      case MACHINE -> NOBODY;
      default -> event.vm();
    };
  }

  /** A VM's memory and pages are of none of its vCPUs. */
  private static long vcpu(TraceEvent event) {
    return switch (event.type()) {
      case MACHINE, MEMORY, MEMSLOT, PAGES -> NOBODY;
      default -> (long) event.vm() << Integer.SIZE | event.vcpu();
    };
  }
}
