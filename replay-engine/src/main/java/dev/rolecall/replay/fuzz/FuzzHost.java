// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.HugePages;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.Vendor;
import java.util.List;

/**
 * A host that traces are made for.
 *
 * @param vendor whose CPU it is
 * @param tdp 1 with two-dimensional paging, else 0
 * @param levels the deepest TDP paging, 4 or 5
 * @param eptAd 1 if EPT keeps accessed and dirty bits
 * @param maxphyaddr the width of its physical addresses in bits
 * @param gbpages 1 if it has pages of 1 GiB
 */
record FuzzHost(Vendor vendor, int tdp, int levels, int eptAd, int maxphyaddr, int gbpages) {
  /** One for each thing of a host that roles, roots or walks hang on. */
  static final List<FuzzHost> ALL =
      List.of(
          new FuzzHost(Vendor.INTEL, 1, 4, 1, 46, 1),
          new FuzzHost(Vendor.AMD, 1, 4, 1, 48, 1),
          new FuzzHost(Vendor.INTEL, 0, 5, 1, 52, 1),
          new FuzzHost(Vendor.AMD, 1, 5, 1, 52, 1),
          new FuzzHost(Vendor.INTEL, 1, 5, 1, 52, 1),
          new FuzzHost(Vendor.AMD, 0, 4, 1, 48, 1),
          new FuzzHost(Vendor.INTEL, 1, 4, 0, 39, 0));

  boolean isAmd() {
    return vendor == Vendor.AMD;
  }

  boolean hasTdp() {
    return tdp == 1;
  }

  /** Makes an event the {@code machine} event of this host. */
  void describe(TraceEvent event, MmuRevision revision) {
    event.reset(EventType.MACHINE);
    KeyValues<Arg> args = event.args();
    args.setText(Arg.REVISION, revision.id());
    args.set(Arg.VENDOR, vendor);
    args.set(Arg.TDP, tdp);
    args.set(Arg.TDP_LEVELS, levels);
    args.set(Arg.EPT_AD, eptAd);
    args.set(Arg.MAXPHYADDR, maxphyaddr);
    args.set(Arg.HUGE_PAGES, gbpages == 1 ? HugePages.SIZE_1G : HugePages.SIZE_2M);
    args.set(Arg.GBPAGES, gbpages);
    args.set(Arg.TDP_MMU, 0);
  }

  /** Makes an event the slot of all memory that a VM has: the frames below 2^20. */
  static void slot(TraceEvent event) {
    event.reset(EventType.MEMSLOT);
    event.args().set(Arg.GFN, 0);
    event.args().set(Arg.PAGES, 1 << 20);
  }
}
