// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.GuestWalk.End;
import dev.rolecall.mmu.paging.PageWalker;
import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * Checks a {@code walk}: the model walks the entries that the kernel read, and must read as many,
 * at the same levels, end as the kernel did, and set the same accessed and dirty bits.
 *
 * <p>A walk of L2's tables is checked by itself, and those of L1's tables within it are walks of
 * their own.
 */
final class WalkCheck {
  private static final String NO_OUTCOME = "walks whose outcome the trace does not give";
  private static final String NO_TABLES = "walks by a context that was never set up";
  private static final String FAILED_UPDATE =
      "walks that failed to set accessed or dirty bits in the guest's memory";
  private static final String OWNED_WP =
      "walks whose outcome hangs on CR0.WP, which the guest changes without an exit";
  private static final String CPUID = "walks whose outcome hangs on the guest's CPUID";

  private final Machine machine;
  private final Extent extent;
  private final GuestWalk walk = new GuestWalk();
  private final RecordedEntries entries = new RecordedEntries();
  private final RecordedTables tables = new RecordedTables();
  private final WalkWorlds worlds = new WalkWorlds();
  private final WalkComparison comparison;
  private Optional<PageWalker> walker = Optional.empty();

  WalkCheck(Machine machine, Extent extent) {
    this.machine = machine;
    this.extent = extent;
    WalkComparison.Roots roots = WalkComparison.Roots.of(extent, machine);
    this.comparison = new WalkComparison(roots, entries, tables, walk);
  }

  /** Whether the walk was checked. */
  boolean check(TraceEvent event, VcpuMmu model, MmuActivity activity, Findings findings) {
    KeyValues<Arg> args = event.args();
    MmuId mmu = RecordedWalk.mmu(event, model);
    activity.walked(event, mmu);
    KeyValues<ExpectKey> expect = event.expectations();
    boolean told = expect.has(ExpectKey.FAULT) || expect.has(ExpectKey.LEVEL);
    if (!told || !args.has(Arg.ADDR) || !args.has(Arg.ERROR) || !args.has(Arg.PTES)) {
      findings.notChecked(NO_OUTCOME);
      return false;
    }
    if (failedToMark(expect)) {
      findings.notChecked(FAILED_UPDATE);
      return false;
    }
    Optional<GuestPaging> paging = model.paging(mmu.model());
    if (paging.isEmpty()) {
      findings.notChecked(NO_TABLES);
      return false;
    }
    return check(event, model, new Walked(mmu, paging.get(), activity), findings);
  }

  /**
   * Whether the kernel gave a walk up when it could not write an entry, which says nothing of the
   * entries: update_accessed_dirty_bits(), v6.1 paging_tmpl.h.
   */
  private static boolean failedToMark(KeyValues<ExpectKey> expect) {
    return expect.has(ExpectKey.FAULT)
        && ((expect.has(ExpectKey.ACCESSED) && expect.tuples(ExpectKey.ACCESSED).size() > 0)
            || (expect.has(ExpectKey.DIRTY) && expect.tuples(ExpectKey.DIRTY).size() > 0));
  }

  /**
   * What is walked.
   *
   * @param mmu whose tables
   * @param paging how
   * @param activity what the vCPU did before
   */
  record Walked(MmuId mmu, GuestPaging paging, MmuActivity activity) {}

  private boolean check(TraceEvent event, VcpuMmu model, Walked walked, Findings findings) {
    long error = event.args().number(Arg.ERROR);
    tables.take(model, walked.mmu().model(), event.args().tuples(Arg.PTES));
    worlds.enter(walked.paging(), error);
    Optional<WalkComparison.Mismatch> first = Optional.empty();
    boolean words = findings.wantsWords();
    int agreeing = 0;
    for (int world = 0; world < worlds.count(); world++) {
      run(event, model, world);
      if (comparison.matches(event, walked)) {
        agreeing++;
        remember(event, walked);
      } else if (first.isEmpty()) {
        first =
            Optional.of(
                words ? comparison.mismatch(event, walked) : WalkComparison.Mismatch.UNTOLD);
      }
    }
    if (agreeing == worlds.count()) {
      findings.match(comparison.count(event));
      return true;
    }
    return judge(event, agreeing, first.orElseThrow(), findings);
  }

  private boolean judge(
      TraceEvent event, int agreeing, WalkComparison.Mismatch mismatch, Findings findings) {
    Optional<String> doubt = agreeing > 0 ? worlds.reason() : doubt(event);
    if (doubt.isPresent()) {
      findings.notChecked(doubt.get());
      return false;
    }
    mismatch.differences().forEach(findings::differ);
    findings.explain(mismatch.why());
    return true;
  }

  private Optional<String> doubt(TraceEvent event) {
    if (comparison.startsElsewhere(event)) {
      return Optional.empty(); // whatever the entries mean
    }
    long error = event.args().number(Arg.ERROR);
    boolean supervisorWrite = (error & (Pferr.WRITE | Pferr.USER)) == Pferr.WRITE;
    boolean ownsWp = machine.vendor() == Vendor.INTEL && machine.hasTdp();
    if (supervisorWrite && ownsWp && !isOfEpt(event)) {
      return Optional.of(OWNED_WP);
    }
    boolean width = extent == Extent.ROLE_BITS && comparison.meetsReservedBits(event);
    return width || comparison.mayHangOnCpuid(event) ? Optional.of(CPUID) : Optional.empty();
  }

  private static boolean isOfEpt(TraceEvent event) {
    return event.args().has(Arg.MMU) && event.args().word(Arg.MMU, MmuId.class) == MmuId.GUEST_MMU;
  }

  private void run(TraceEvent event, VcpuMmu model, int world) {
    LongTuples ptes = event.args().tuples(Arg.PTES);
    entries.start(ptes, tables.hasPdptes() && ptes.size() > 0 ? 1 : 0);
    walker(model).walk(tables, event.args().number(Arg.ADDR), worlds.access(world), walk);
  }

  /** Every vCPU of a trace walks by the same rules. */
  private PageWalker walker(VcpuMmu model) {
    if (walker.isEmpty()) {
      walker = Optional.of(model.walker(entries));
    }
    return walker.get();
  }

  private void remember(TraceEvent event, Walked walked) {
    if (walk.end() == End.TRANSLATED && event.expectations().has(ExpectKey.LEVEL)) {
      walked
          .activity()
          .walk()
          .take(
              new LastWalk.Request(
                  walked.mmu().model(),
                  event.args().number(Arg.ADDR),
                  event.args().number(Arg.ERROR)),
              walked.paging(),
              walk);
    }
  }
}
