// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.NestedMode;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what can be exercised at a kernel point, by trying: made-up traces take the model of each
 * host through every setting of the bits that roles come from, every way between modes, and every
 * kind of decision and walk. What they exercise can be; a property that never varied in them is a
 * constant.
 *
 * <p>They keep to what a guest can do: L2 is entered from paging modes
 * (nested_svm_check_permissions(), v6.1 svm/nested.c; nested_host_cr0_valid(), v6.1 vmx/nested.h)
 * and never from SMM (nested_svm_vmrun(), v6.1 svm/nested.c; vmx_is_valid_cr4(), v6.1 vmx/vmx.c),
 * and an Intel L2 without EPT is entered with paging (nested_guest_cr0_valid(), v6.1 vmx/nested.h;
 * nested_vmx_check_unrestricted_guest_controls(), v6.1 vmx/nested.c).
 */
final class Exploration {
  private static final int NARROW = 48;
  private static final int WIDE = 52;

  /** Hosts beside which no other one has other modes or walks. */
  private static final Set<HostKind> PRINCIPAL =
      Set.of(HostKind.AMD_NPT_4, HostKind.INTEL_EPT_4, HostKind.AMD_SHADOW);

  /** Hosts beside which no other one has other roots. */
  private static final Set<HostKind> DECIDING =
      Set.of(
          HostKind.AMD_NPT_4,
          HostKind.AMD_NPT_5,
          HostKind.AMD_NPT_4_TDP_MMU,
          HostKind.AMD_SHADOW,
          HostKind.INTEL_EPT_4,
          HostKind.INTEL_SHADOW);

  private Exploration() {}

  /** The points that can be exercised, numbered as in {@link CoverageMap}; constants are too. */
  static BitSet reachable(MmuRevision revision) {
    CoverageMap all = new CoverageMap();
    for (HostKind host : HostKind.values()) {
      all.add(explore(revision, host));
    }
    return all.exercised();
  }

  private static CoverageMap explore(MmuRevision revision, HostKind host) {
    CoverageObserver observer = new CoverageObserver();
    Script script = new Script(revision, host, observer);
    script.memslot(0, 1 << 20);
    GuestTables.place(script);
    if (!host.hasTdpMmu()) {
      RoleDrill.run(script);
    }
    if (PRINCIPAL.contains(host)) {
      ModeDrill.run(script);
      WalkDrill.run(script);
    }
    if (DECIDING.contains(host)) {
      DecisionDrill.run(script);
    }
    return observer.map();
  }

  /** The ways in which L1 of a host enters L2. */
  static List<NestedMode> nestedModes(HostKind host) {
    NestedMode paging = host.isIntel() ? NestedMode.EPT : NestedMode.NPT;
    return host.hasTdp() ? List.of(paging, NestedMode.SHADOW) : List.of(NestedMode.SHADOW);
  }

  /** Whether L2 can be entered in a mode. */
  static boolean allows(HostKind host, NestedMode nested, PagingMode l2) {
    return l2 != PagingMode.NONE || nested != NestedMode.SHADOW || !host.isIntel();
  }

  /** Where nested page tables start, as L1 gives it. */
  static long nestedRoot(NestedMode nested, PagingMode l1) {
    return nested == NestedMode.EPT ? GuestTables.eptp(4, 1) : GuestTables.root(l1);
  }

  /** Widths of the guest's physical addresses that make a difference to KVM's page tables. */
  static int[] widths() {
    return new int[] {NARROW, WIDE};
  }

  /** Registers of a mode, with its tables. */
  static Registers registers(PagingMode mode) {
    return Settings.of(mode).withCr3(GuestTables.root(mode));
  }
}
