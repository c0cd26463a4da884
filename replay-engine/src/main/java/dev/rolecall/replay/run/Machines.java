// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.run;

import dev.rolecall.mmu.cpu.HostPages;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Machine.EptAd;
import dev.rolecall.mmu.cpu.Machine.Tdp;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.HugePages;
import dev.rolecall.replay.trace.KeyValues;

/** Makes the model's machine of a {@code machine} event, defaults filled in. */
final class Machines {
  private Machines() {}

  static Machine of(KeyValues<Arg> args) {
    Machine standard = Machine.standard();
    return new Machine(
        args.has(Arg.VENDOR) ? vendor(args) : standard.vendor(),
        args.numberOr(Arg.TDP, 1) == 1 ? Tdp.ON : Tdp.OFF,
        (int) args.numberOr(Arg.TDP_LEVELS, standard.tdpLevels()),
        args.numberOr(Arg.EPT_AD, 1) == 1 ? EptAd.PRESENT : EptAd.ABSENT,
        (int) args.numberOr(Arg.MAXPHYADDR, standard.maxphyaddr()),
        new HostPages(
            args.has(Arg.HUGE_PAGES) ? level(args.word(Arg.HUGE_PAGES, HugePages.class)) : 3,
            args.numberOr(Arg.GBPAGES, 1) == 1 ? 3 : 2));
  }

  private static int level(HugePages largest) {
    return switch (largest) {
      case SIZE_4K -> 1;
      case SIZE_2M -> 2;
      case SIZE_1G -> 3;
    };
  }

  /** The vendor that the arguments name. */
  static Vendor vendor(KeyValues<Arg> args) {
    return switch (args.word(Arg.VENDOR, dev.rolecall.replay.trace.Vendor.class)) {
      case AMD -> Vendor.AMD;
      case INTEL -> Vendor.INTEL;
    };
  }
}
