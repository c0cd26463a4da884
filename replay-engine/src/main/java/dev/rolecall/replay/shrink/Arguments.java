// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Takes from each event, the last first, the arguments, bits and expectations that can go. */
final class Arguments implements Pass {
  private final EventRules rules = new EventRules((part, message) -> {});
  private final Predicate<Part> mayGo;

  private Arguments(Predicate<Part> mayGo) {
    this.mayGo = mayGo;
  }

  static Arguments ofAllParts() {
    return new Arguments(part -> true);
  }

  static Arguments ofExpectations() {
    return new Arguments(part -> part instanceof Part.Expectation || part instanceof Part.Field);
  }

  @Override
  public String name() {
    return "arguments";
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    Selection smaller = trace;
    for (int i = trace.size() - 1; i >= 0 && !tries.isStopped(); i--) {
      smaller = shrinkEvent(smaller, i, tries);
    }
    return smaller;
  }

  private Selection shrinkEvent(Selection trace, int index, Tries tries) {
    TraceEvent whole = TraceEvent.copyOf(trace.get(index));
    List<Part> parts = Parts.of(whole).stream().filter(mayGo).toList();
    TraceEvent candidate = new TraceEvent();
    Halving.Test test =
        kept -> {
          build(whole, parts, kept, candidate);
          return rules.check(candidate)
              && tries.shows(
                  trace.with(
                      (i, event) -> {
                        if (i == index) {
                          event.copyFrom(candidate);
                        }
                      }));
        };
    int[] all = IntStream.range(0, parts.size()).toArray();
    build(whole, parts, new Halving(test, tries::isStopped).reduce(all), candidate);
    return candidate.sameContent(whole) ? trace : trace.replaced(index, candidate);
  }

  private static void build(TraceEvent whole, List<Part> parts, int[] kept, TraceEvent into) {
    into.copyFrom(whole);
    List<Part> removed = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (next < kept.length && kept[next] == i) {
        next++;
      } else {
        removed.add(parts.get(i));
      }
    }
    Parts.remove(removed, into);
  }
}
