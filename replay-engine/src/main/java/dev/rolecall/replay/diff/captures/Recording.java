// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trace as the vCPUs' tracks. */
final class Recording implements TraceHandler {
  private final Map<Long, Track> tracks = new LinkedHashMap<>();
  private final Map<Outcome, Outcome> known = new HashMap<>();
  private Optional<MmuRevision> revision = Optional.empty();
  private TraceEvent machine = new TraceEvent();

  /** The number of an event's vCPU among all VMs. */
  static long vcpu(TraceEvent event) {
    return ((long) event.vm() << Integer.SIZE) | event.vcpu();
  }

  @Override
  public void event(TraceEvent event) {
    if (event.type() == EventType.MACHINE) {
      machine = TraceEvent.copyOf(event);
      revision = MmuHistory.find(event.args().text(Arg.REVISION));
      return;
    }
    Optional<AnchorKind> kind = AnchorKind.of(event);
    if (!isOfVcpu(event)) {
      kind.ifPresent(of -> tracks.values().forEach(track -> add(track, of, event)));
      return;
    }
    Track track = tracks.computeIfAbsent(vcpu(event), key -> new Track(event.vm(), event.vcpu()));
    if (kind.isPresent()) {
      add(track, kind.get(), event);
    } else {
      track.builder().add(event);
    }
  }

  /**
   * A row of a trace for people need not name the only vCPU; the kernel's records may have none.
   */
  static boolean isOfVcpu(TraceEvent event) {
    return switch (event.type()) {
      case MACHINE, PAGES, MEMORY, MEMSLOT -> false;
      case UNKNOWN, PAGE, MAP, SPTE -> event.hasVcpu();
      default -> true;
    };
  }

  private void add(Track track, AnchorKind kind, TraceEvent event) {
    if (track.world().isContinuedBy(kind, event)) {
      track.builder().begin(event);
      return;
    }
    long exact = AnchorHash.in(track.world(), AnchorHash.exact(kind, event));
    long loose = AnchorHash.in(track.world(), AnchorHash.loose(kind, event));
    track.add(kind, new Track.Anchor(exact, loose, event.position()), known);
    track.enter(track.world().after(kind, event));
    track.builder().begin(event);
  }

  @Override
  public void notChecked(String reason, long count) {
    // What could not become an expectation is no outcome.
  }

  /** The trace is over. */
  void finish() {
    tracks.values().forEach(track -> track.finish(known));
  }

  /** The revision in whose words the trace is. */
  Optional<MmuRevision> revision() {
    return revision;
  }

  /** What the host is. */
  TraceEvent machine() {
    return machine;
  }

  /** The vCPUs in the order in which they appear. */
  List<Track> tracks() {
    return List.copyOf(tracks.values());
  }

  /** How many anchors all vCPUs have. */
  long anchors() {
    return tracks.values().stream().mapToLong(Track::size).sum();
  }
}
