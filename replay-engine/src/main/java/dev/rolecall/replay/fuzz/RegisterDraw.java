// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr3;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;

/** Draws registers that fit together, and changes of one that KVM takes. */
final class RegisterDraw {
  private static final long CR4_ROLE = Cr4.PSE | Cr4.SMEP | Cr4.SMAP | Cr4.PKE;
  private static final long CR4_OTHER = Cr4.PGE | Cr4.PCIDE | Cr4.PAE | Cr4.LA57;
  private static final long CR0_OTHER = Cr0.MP | Cr0.TS | Cr0.NE | Cr0.AM | Cr0.CD;

  private final SeededRandom random;
  private final GuestTables tables;

  RegisterDraw(SeededRandom random, GuestTables tables) {
    this.random = random;
    this.tables = tables;
  }

  /** A mode that the guest can run in. */
  PagingMode mode(GuestFeatures features) {
    PagingMode mode = random.pick(PagingMode.values());
    return features.allows(mode) ? mode : PagingMode.PAE;
  }

  /** A whole state in some mode. */
  void state(GuestFeatures features, FuzzHost host, VcpuSketch.Registers into) {
    PagingMode mode = mode(features);
    long pg = mode.isPaged() ? Cr0.PG | Cr0.PE : random.bit();
    into.cr0 = pg | Cr0.ET | (Cr0.WP * random.bit()) | (random.percent(10) ? Cr0.CD : 0);
    into.cr4 = ((random.bits() & CR4_ROLE) & features.cr4()) | mode.cr4();
    into.efer = mode.efer() | (Efer.NX * random.bit() & features.efer());
    if (!mode.isPaged() && random.percent(30)) {
      into.cr4 |= Cr4.PAE;
    }
    if (mode.lme() != 0 && random.percent(25)) {
      into.cr4 |= Cr4.PCIDE & features.cr4();
    }
    if (host.isAmd() && random.percent(85)) {
      into.efer |= Efer.SVME;
    }
    into.cr3 = cr3(mode, into.cr4);
  }

  /** A value of CR3 for a mode. */
  long cr3(PagingMode mode, long cr4) {
    long root = tables.root(mode);
    if ((cr4 & Cr4.PCIDE) != 0) {
      return (root & ~Cr3.PCID) | random.below(3);
    }
    return root;
  }

  /** A write of CR3: sometimes with the bit that asks for no flush. */
  long cr3Write(VcpuSketch.Registers now) {
    long value = cr3(now.mode(), now.cr4);
    return (now.cr4 & Cr4.PCIDE) != 0 && random.percent(40) ? value | Cr3.NO_FLUSH : value;
  }

  /** CR0 with a bit changed, mostly WP. */
  long cr0Write(VcpuSketch.Registers now) {
    return now.cr0 ^ (random.percent(75) ? Cr0.WP : random.bitOf(CR0_OTHER));
  }

  /** CR4 with one bit or two changed. */
  long cr4Write(VcpuSketch.Registers now, GuestFeatures features) {
    long value = now.cr4 ^ random.bitOf(CR4_ROLE & features.cr4());
    if (random.percent(25)) {
      value ^= random.bitOf(CR4_ROLE & features.cr4());
    }
    if (random.percent(30)) {
      value = now.cr4 ^ random.bitOf(changeable(now, features));
    }
    return value;
  }

  /** In long mode CR4.PAE and LA57 stay; PCIDs need it, and PCID 0. */
  private static long changeable(VcpuSketch.Registers now, GuestFeatures features) {
    boolean longMode = (now.efer & Efer.LMA) != 0;
    boolean pcid = longMode && ((now.cr4 & Cr4.PCIDE) != 0 || (now.cr3 & Cr3.PCID) == 0);
    long mode = longMode ? PagingMode.CR4_BITS : 0;
    return CR4_OTHER & features.cr4() & ~mode & ~(pcid ? 0 : Cr4.PCIDE);
  }

  /** EFER with a bit changed, mostly NX. */
  long eferWrite(VcpuSketch.Registers now, GuestFeatures features) {
    long paged = (now.cr0 & Cr0.PG) != 0 ? Efer.LME : 0;
    long nx = Efer.NX & features.efer();
    long other = (Efer.SCE | Efer.LME) & features.efer() & ~paged;
    return now.efer ^ (nx != 0 && random.percent(80) ? nx : random.bitOf(other));
  }

  /** A value with one to three bits changed, which are any. */
  long anyBits(long value) {
    long changed = value;
    for (int left = 1 + random.below(3); left > 0; left--) {
      changed ^= 1L << random.below(Long.SIZE);
    }
    return changed;
  }
}
