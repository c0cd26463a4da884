// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import dev.rolecall.mmu.bits.BitLayout;

/** The bits of control registers by name, for people (SDM volume 3A, 2.5; APM volume 2, 3.1.7). */
public final class RegisterLayouts {
  public static final BitLayout CR0 =
      flags("PE", "MP", "EM", "TS", "ET", "NE")
          .padding(10)
          .field("WP", 1)
          .padding(1)
          .field("AM", 1)
          .padding(10)
          .field("NW", 1)
          .field("CD", 1)
          .field("PG", 1)
          .padding(32)
          .build();

  public static final BitLayout CR4 =
      flags("VME", "PVI", "TSD", "DE", "PSE", "PAE", "MCE", "PGE", "PCE", "OSFXSR", "OSXMMEXCPT")
          .field("UMIP", 1)
          .field("LA57", 1)
          .field("VMXE", 1)
          .field("SMXE", 1)
          .padding(1)
          .field("FSGSBASE", 1)
          .field("PCIDE", 1)
          .field("OSXSAVE", 1)
          .padding(1)
          .field("SMEP", 1)
          .field("SMAP", 1)
          .field("PKE", 1)
          .field("CET", 1)
          .padding(4)
          .field("LAM_SUP", 1)
          .padding(35)
          .build();

  public static final BitLayout EFER =
      flags("SCE")
          .padding(7)
          .field("LME", 1)
          .padding(1)
          .field("LMA", 1)
          .field("NX", 1)
          .field("SVME", 1)
          .field("LMSLE", 1)
          .field("FFXSR", 1)
          .field("TCE", 1)
          .padding(5)
          .field("AUTOIBRS", 1)
          .padding(42)
          .build();

  private RegisterLayouts() {}

  private static BitLayout.Builder flags(String... names) {
    BitLayout.Builder layout = BitLayout.ofWidth(Long.SIZE);
    for (String name : names) {
      layout.field(name, 1);
    }
    return layout;
  }
}
