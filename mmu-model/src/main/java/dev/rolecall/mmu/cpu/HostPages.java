// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/**
 * The largest pages of a host, as levels: 1 for 4 KiB, 2 for 2 MiB, 3 for 1 GiB.
 *
 * @param tdpLevel what two-dimensional paging maps: max_huge_page_level, mmu.c
 * @param cpuLevel what the CPU's own page tables map: 3 with the feature GBPAGES, else 2
 */
public record HostPages(int tdpLevel, int cpuLevel) {
  /** 1 GiB everywhere: the default of a trace. */
  public static final HostPages STANDARD = new HostPages(3, 3);

  public HostPages {
    if (tdpLevel < 1 || tdpLevel > 3 || cpuLevel < 2 || cpuLevel > 3) {
      throw new IllegalArgumentException("no pages of levels %d, %d".formatted(tdpLevel, cpuLevel));
    }
  }

  /** Whether the CPU has the feature GBPAGES. */
  public boolean hasGbpages() {
    return cpuLevel == 3;
  }
}
