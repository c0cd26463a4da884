// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.EventRef;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.check.TranslationKeys;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Divergences of one side from the other. Some events tell what the source of the trace did by
 * itself, such as a recorded walk: there each side is held to the source, and the sides differ
 * where they contradict it differently.
 */
final class SourceDifferences implements VcpuCheck.DivergenceSink {
  /** What is expected of such events and is the source's. */
  static final long KEYS =
      TranslationKeys.ALL | ExpectKey.ACCESSED.bit() | ExpectKey.DIRTY.bit() | ExpectKey.PAGE.bit();

  private final VcpuCheck.DivergenceSink sink;
  private final List<Divergence> ofModel = new ArrayList<>(0);
  private TraceEvent event = new TraceEvent();
  private boolean saysAccepted;

  /** Differences that go to a sink. */
  SourceDifferences(VcpuCheck.DivergenceSink sink) {
    this.sink = sink;
  }

  /** An event is about to be fed to both sides, with what the source says of it. */
  void begin(TraceEvent next) {
    event = next;
    saysAccepted = event.expectations().has(ExpectKey.ACCEPTED);
  }

  /** Whether events of that type tell what the source did. */
  static boolean isOfSource(EventType type) {
    return switch (type) {
      case WALK, PAGE_FAULT, MAP, SPTE, INJECT, PAGE -> true;
      default -> false;
    };
  }

  @Override
  public void diverged(Divergence divergence) {
    if (isOfSource(divergence.difference())) {
      ofModel.add(divergence);
    } else {
      sink.diverged(divergence);
    }
  }

  @Override
  public void repeated(Difference difference) {
    if (isOfSource(difference)) {
      ofModel.add(Divergence.of(difference, EventRef.of(event, "")));
    } else {
      sink.repeated(difference);
    }
  }

  private boolean isOfSource(Difference difference) {
    return isOfSource(event.type())
        || (saysAccepted && difference.observable() == Observable.ACCEPTED);
  }

  /**
   * Both sides have been fed the event.
   *
   * @param contradictions how the source contradicts the subject, if it has a judgement
   */
  void settle(Optional<List<Divergence>> contradictions) {
    if (ofModel.isEmpty() && (contradictions.isEmpty() || contradictions.get().isEmpty())) {
      return;
    }
    contradictions.ifPresent(this::pair);
    ofModel.clear();
  }

  private void pair(List<Divergence> ofSubject) {
    List<Divergence> left = new ArrayList<>(ofSubject);
    for (Divergence model : ofModel) {
      Optional<Divergence> other = left.stream().filter(d -> isSame(d, model)).findFirst();
      if (other.isEmpty()) {
        sink.diverged(model); // the subject did as the source
      } else {
        left.remove(other.get());
        if (!other.get().difference().model().equals(model.difference().model())) {
          sink.diverged(between(other.get(), model));
        }
      }
    }
    left.forEach(d -> sink.diverged(reversed(d))); // the model did as the source
  }

  private static boolean isSame(Divergence a, Divergence b) {
    return a.event().number() == b.event().number()
        && a.difference().subject().equals(b.difference().subject());
  }

  private static Divergence between(Divergence subject, Divergence model) {
    Difference difference =
        new Difference(
            model.difference().observable(),
            model.difference().subject(),
            subject.difference().model(),
            model.difference().model(),
            List.of());
    return Divergence.of(difference, model.event());
  }

  private static Divergence reversed(Divergence divergence) {
    return new Divergence(
        reversed(divergence.difference()),
        divergence.also().stream().map(SourceDifferences::reversed).toList(),
        List.of(),
        divergence.event(),
        List.of());
  }

  private static Difference reversed(Difference d) {
    List<FieldDiff> fields =
        d.fields().stream()
            .map(f -> new FieldDiff(f.name(), f.model(), f.recorded(), f.source()))
            .toList();
    return new Difference(d.observable(), d.subject(), d.model(), d.recorded(), fields);
  }
}
