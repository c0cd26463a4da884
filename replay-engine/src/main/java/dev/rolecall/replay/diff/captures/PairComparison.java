// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.EventRef;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.diff.Causes;
import dev.rolecall.replay.diff.Group;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through the first capture once more, compares what came of each anchor with what came of it
 * in the second, and asks whether the model differs so too.
 */
final class PairComparison implements TraceHandler {
  /** RSM loads registers one by one, and probes show it. */
  private static final String ONE_BY_ONE =
      "what RSM leaves, where only one capture shows its writes";

  private final Map<Long, Vcpu> vcpus = new HashMap<>();
  private final OutcomeComparison outcomes;
  private final ModelDifferences model;
  private final TraceHandler modelled;
  private final String other;
  private final Causes causes;

  /** The vCPU whose differences are being put together. */
  private long settling;

  /** Where in its track a vCPU is, and what differs there. */
  private static final class Vcpu {
    private final TrackPair pair;
    private final TraceEvent anchor = new TraceEvent();
    private final List<Divergence> found = new ArrayList<>();
    private int at = -1;
    private World world = World.OUTER;

    private Vcpu(TrackPair pair) {
      this.pair = pair;
      anchor.setVm(pair.a().vm());
      anchor.setVcpu(pair.a().vcpu());
    }
  }

  /**
   * The files that are compared.
   *
   * @param file the first
   * @param other the second
   */
  record Names(TraceFile file, String other) {}

  /**
   * A comparison of paired vCPUs.
   *
   * @param model takes what {@code modelled} finds
   * @param modelled is fed the first capture, and compares the model at both revisions on it
   */
  PairComparison(
      Names names,
      List<TrackPair> pairs,
      OutcomeComparison outcomes,
      ModelDifferences model,
      TraceHandler modelled) {
    this.outcomes = outcomes;
    this.model = model;
    this.modelled = modelled;
    this.other = names.other();
    this.causes = new Causes(names.file(), d -> model.show(settling, d.difference()));
    for (TrackPair pair : pairs) {
      vcpus.put(key(pair.a()), new Vcpu(pair));
    }
  }

  private static long key(Track track) {
    return ((long) track.vm() << Integer.SIZE) | track.vcpu();
  }

  @Override
  public void event(TraceEvent event) {
    AnchorKind.of(event).ifPresent(kind -> anchor(kind, event));
    if (event.type() != EventType.UNKNOWN) {
      model.begin(event);
      modelled.event(event);
    }
  }

  private void anchor(AnchorKind kind, TraceEvent event) {
    if (!Recording.isOfVcpu(event)) {
      vcpus.forEach((key, vcpu) -> anchorIfBegun(key, vcpu, event));
      return;
    }
    Vcpu vcpu = vcpus.get(Recording.vcpu(event));
    if (vcpu != null && !vcpu.world.isContinuedBy(kind, event)) {
      vcpu.world = vcpu.world.after(kind, event);
      anchor(Recording.vcpu(event), vcpu, event);
    }
  }

  /** A marker of no vCPU is one of all that have appeared. */
  private void anchorIfBegun(long key, Vcpu vcpu, TraceEvent event) {
    Track track = vcpu.pair.a();
    if (track.size() > 0 && event.position() >= track.position(0)) {
      anchor(key, vcpu, event);
    }
  }

  private void anchor(long key, Vcpu vcpu, TraceEvent event) {
    settle(key, vcpu);
    vcpu.at++;
    int to = vcpu.pair.other(vcpu.at);
    if (to >= 0) {
      compare(vcpu, to, event);
    }
  }

  /** Whether the next anchor is one of both captures too. */
  private static boolean isFollowedAlike(TrackPair pair, int at, int to) {
    boolean isLast = at + 1 == pair.a().size() || to + 1 == pair.b().size();
    return isLast || pair.other(at + 1) == to + 1;
  }

  private void compare(Vcpu vcpu, int to, TraceEvent event) {
    boolean isLeave = vcpu.pair.a().kind(vcpu.at) == AnchorKind.SMM && !vcpu.world.smm();
    if (isLeave && !isFollowedAlike(vcpu.pair, vcpu.at, to)) {
      outcomes.skip(ONE_BY_ONE);
      return;
    }
    List<Difference> found =
        outcomes.compare(vcpu.pair.a().outcome(vcpu.at), vcpu.pair.b().outcome(to));
    if (found.isEmpty()) {
      return;
    }
    EventRef place = EventRef.of(event, "");
    String why =
        "compared with event %s of %s".formatted(Counts.grouped(vcpu.pair.b().position(to)), other);
    List<Difference> registers = found.stream().filter(PairComparison::isOfRegister).toList();
    if (!registers.isEmpty()) {
      List<Difference> also = registers.subList(1, registers.size());
      vcpu.found.add(new Divergence(registers.get(0), also, List.of(), place, List.of(why)));
    }
    for (Difference difference : found) {
      if (!isOfRegister(difference)) {
        vcpu.found.add(new Divergence(difference, List.of(), List.of(), place, List.of(why)));
      }
    }
  }

  private static boolean isOfRegister(Difference difference) {
    return difference.observable() == Observable.STATE;
  }

  /** All is known of what the model did after the anchor before. */
  private void settle(long key, Vcpu vcpu) {
    boolean isAligned = vcpu.at >= 0 && vcpu.pair.other(vcpu.at) >= 0;
    if (isAligned) {
      settling = key;
      vcpu.found.forEach(divergence -> tell(key, divergence));
      causes.settle(vcpu.anchor);
    }
    vcpu.found.clear();
    model.forget(key);
  }

  private void tell(long key, Divergence divergence) {
    if (!divergence.also().isEmpty() || isOfRegister(divergence.difference())) {
      causes.diverged(divergence);
      return;
    }
    for (Difference part : model.split(key, divergence.difference())) {
      causes.diverged(
          new Divergence(part, List.of(), List.of(), divergence.event(), divergence.why()));
    }
  }

  @Override
  public void notChecked(String reason, long count) {
    // Told when the capture was read first.
  }

  /** The capture is over. */
  List<Group> finish() {
    vcpus.forEach(this::settle);
    return causes.finish();
  }
}
