// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** The model's walk over the entries of a {@code walk} event, for those who want to look at it. */
public final class RecordedWalk {
  private RecordedWalk() {}

  /** Whose tables a {@code walk} event is of: those that the vCPU walks, unless it says so. */
  public static MmuId mmu(TraceEvent event, VcpuMmu model) {
    KeyValues<Arg> args = event.args();
    return args.has(Arg.MMU) ? args.word(Arg.MMU, MmuId.class) : MmuId.of(model.walkMmu());
  }

  /**
   * The walk in the state, of those that are possible, in which it ends as it was recorded; in the
   * first of them if it does so in none. Empty for other events, and where there is nothing to
   * walk.
   */
  public static Optional<GuestWalk> of(TraceEvent event, VcpuMmu model) {
    KeyValues<Arg> args = event.args();
    if (event.type() != EventType.WALK || !args.has(Arg.ERROR) || !args.has(Arg.PTES)) {
      return Optional.empty();
    }
    dev.rolecall.mmu.MmuId mmu = mmu(event, model).model();
    return model.paging(mmu).map(paging -> walk(event, model, mmu, paging));
  }

  private static GuestWalk walk(
      TraceEvent event, VcpuMmu model, dev.rolecall.mmu.MmuId mmu, GuestPaging paging) {
    LongTuples ptes = event.args().tuples(Arg.PTES);
    RecordedTables tables = new RecordedTables();
    tables.take(model, mmu, ptes);
    WalkWorlds worlds = new WalkWorlds();
    worlds.enter(paging, event.args().number(Arg.ERROR));
    for (int world = 0; world < worlds.count(); world++) {
      GuestWalk walk = walk(event, model, tables, worlds, world);
      if (endsAsRecorded(event.expectations(), walk)) {
        return walk;
      }
    }
    return walk(event, model, tables, worlds, 0);
  }

  private static GuestWalk walk(
      TraceEvent event, VcpuMmu model, RecordedTables tables, WalkWorlds worlds, int world) {
    LongTuples ptes = event.args().tuples(Arg.PTES);
    RecordedEntries entries = new RecordedEntries();
    entries.start(ptes, tables.hasPdptes() && ptes.size() > 0 ? 1 : 0);
    GuestWalk walk = new GuestWalk();
    model
        .walker(entries)
        .walk(tables, event.args().numberOr(Arg.ADDR, 0), worlds.access(world), walk);
    return walk;
  }

  private static boolean endsAsRecorded(KeyValues<ExpectKey> expect, GuestWalk walk) {
    return expect.has(ExpectKey.FAULT)
        ? walk.end().isFault() && AccessCheck.errorCode(walk) == expect.number(ExpectKey.FAULT)
        : walk.end() == GuestWalk.End.TRANSLATED;
  }
}
