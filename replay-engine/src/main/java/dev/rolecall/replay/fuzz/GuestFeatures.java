// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.Vendor;

/** What a generated guest's CPUID says. */
final class GuestFeatures {
  /** The features that a trace can state. */
  static final Arg[] ALL = {
    Arg.NX, Arg.GBPAGES, Arg.LA57, Arg.SMEP, Arg.SMAP, Arg.PKU, Arg.LM, Arg.PCID, Arg.PSE36, Arg.LAM
  };

  /** CR4 bits that need no feature that a trace could state. */
  private static final long CR4_PLAIN =
      Cr4.VME
          | Cr4.PVI
          | Cr4.TSD
          | Cr4.DE
          | Cr4.PSE
          | Cr4.PAE
          | Cr4.MCE
          | Cr4.PGE
          | Cr4.PCE
          | Cr4.OSFXSR
          | Cr4.OSXMMEXCPT;

  private static final int PRESENT_PERCENT = 88;
  private static final long[] WIDTHS = {32, 36, 39, 40, 46, 48, 52};

  private long present;
  private int maxphyaddr;

  /** Draws all, and writes them as arguments. */
  void draw(SeededRandom random, FuzzHost host, KeyValues<Arg> args) {
    present = 0;
    for (Arg feature : ALL) {
      set(feature, random.percent(PRESENT_PERCENT) ? 1 : 0, args);
    }
    drawVendor(random, host, args);
    maxphyaddr = host.maxphyaddr();
    if (random.percent(50)) {
      drawWidth(random, host, args);
    }
  }

  /** Changes some, and writes those. */
  void change(SeededRandom random, FuzzHost host, KeyValues<Arg> args) {
    for (int left = 1 + random.below(2); left > 0; left--) {
      Arg feature = random.pick(ALL);
      set(feature, has(feature) ? 0 : 1, args);
    }
    if (random.percent(15)) {
      drawWidth(random, host, args);
    }
    if (random.percent(10)) {
      drawVendor(random, host, args);
    }
  }

  /** Guests mostly see the host's vendor. */
  private static void drawVendor(SeededRandom random, FuzzHost host, KeyValues<Arg> args) {
    Vendor other = host.isAmd() ? Vendor.INTEL : Vendor.AMD;
    args.set(Arg.VENDOR, random.percent(90) ? host.vendor() : other);
  }

  private void drawWidth(SeededRandom random, FuzzHost host, KeyValues<Arg> args) {
    maxphyaddr = (int) Math.min(random.pick(WIDTHS), host.maxphyaddr());
    args.set(Arg.MAXPHYADDR, maxphyaddr);
  }

  private void set(Arg feature, int value, KeyValues<Arg> args) {
    present = value == 1 ? present | feature.bit() : present & ~feature.bit();
    args.set(feature, value);
  }

  boolean has(Arg feature) {
    return (present & feature.bit()) != 0;
  }

  int maxphyaddr() {
    return maxphyaddr;
  }

  /** The bits of CR4 that KVM lets the guest set. */
  long cr4() {
    return CR4_PLAIN
        | (has(Arg.LA57) ? Cr4.LA57 : 0)
        | (has(Arg.SMEP) ? Cr4.SMEP : 0)
        | (has(Arg.SMAP) ? Cr4.SMAP : 0)
        | (has(Arg.PKU) ? Cr4.PKE : 0)
        | (has(Arg.PCID) ? Cr4.PCIDE : 0);
  }

  /** The bits of EFER that KVM lets the guest set. */
  long efer() {
    return Efer.SCE
        | Efer.SVME
        | (has(Arg.LM) ? Efer.LME | Efer.LMA : 0)
        | (has(Arg.NX) ? Efer.NX : 0);
  }

  /** Whether the guest can run in a mode. */
  boolean allows(PagingMode mode) {
    return (mode.lme() == 0 || has(Arg.LM)) && (mode != PagingMode.LEVELS5 || has(Arg.LA57));
  }
}
