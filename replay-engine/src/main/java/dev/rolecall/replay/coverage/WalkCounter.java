// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.replay.check.AccessCheck;
import dev.rolecall.replay.check.RecordedWalk;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** Counts what walks come to, those that a trace asks for and those that it recorded. */
final class WalkCounter {
  private final CoverageMap map;

  WalkCounter(CoverageMap map) {
    this.map = map;
  }

  /** An {@code access}, which the model has just walked. */
  void accessed(TraceEvent event, VcpuMmu mmu) {
    if (AccessCheck.isKnown(event, mmu)) {
      GuestWalk walk = mmu.lastWalk();
      MmuId id = event.args().word(Arg.MMU, MmuId.class);
      int levels = mmu.context(id.model()).rootLevel();
      count(id, Tables.of(walk.paging().format(), levels), WalkEnd.of(walk));
    }
  }

  /** A {@code walk} that a kernel made. */
  void recorded(TraceEvent event, VcpuMmu mmu) {
    MmuId id = RecordedWalk.mmu(event, mmu);
    Optional<GuestPaging> paging = mmu.paging(id.model());
    if (paging.isPresent() && RecordedEnd.isKnown(event)) {
      int levels = mmu.context(id.model()).rootLevel();
      Tables tables = Tables.of(paging.get().format(), levels);
      count(id, tables, RecordedEnd.of(event, tables));
    }
  }

  private void count(MmuId id, Tables tables, WalkEnd end) {
    map.hit(Area.WALKS, Area.WALKS.at(id, tables, end));
  }
}
