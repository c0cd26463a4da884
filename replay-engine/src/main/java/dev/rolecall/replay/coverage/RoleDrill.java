// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.replay.trace.NestedMode;
import java.util.List;

/** Has contexts computed from every setting of the bits that roles come from. */
final class RoleDrill {
  private final Script script;
  private final List<Registers> settings = Settings.all();

  private RoleDrill(Script script) {
    this.script = script;
  }

  static void run(Script script) {
    RoleDrill drill = new RoleDrill(script);
    for (int width : Exploration.widths()) {
      script.vcpu(Settings.of(PagingMode.LEVEL_4), width);
      drill.everySetting();
      drill.updates(width);
    }
    drill.ept();
  }

  private void everySetting() {
    for (Registers registers : settings) {
      script.sregs(registers);
      if ((registers.cr0() & Cr0.PG) != 0) {
        nested(registers);
      }
    }
    script.enterSmm();
    settings.forEach(script::sregs);
    script.leaveSmm();
  }

  private void nested(Registers registers) {
    for (NestedMode mode : Exploration.nestedModes(script.host())) {
      script.enterL2(mode, registers, Exploration.nestedRoot(mode, PagingMode.LEVEL_4));
      script.leaveL2();
    }
    NestedMode first = Exploration.nestedModes(script.host()).get(0);
    if (Exploration.allows(script.host(), first, PagingMode.NONE)) {
      script.enterL2(first, Settings.plain(PagingMode.NONE), 0);
      script.leaveL2();
    }
  }

  /** A CPUID update marks the words of contexts that are not in use, and leaves them so. */
  private void updates(int width) {
    for (PagingMode l1 : PagingMode.values()) {
      script.sregs(Settings.of(l1));
      if (l1 != PagingMode.NONE) {
        nested(Settings.of(l1));
      }
      script.cpuid(width);
    }
  }

  private void ept() {
    if (!Exploration.nestedModes(script.host()).contains(NestedMode.EPT)) {
      return;
    }
    script.sregs(Settings.of(PagingMode.LEVEL_4));
    for (int choice = 0; choice < 8; choice++) {
      long eptp = GuestTables.eptp(4 + (choice & 1), choice >>> 1 & 1);
      script.enterEpt(Settings.of(PagingMode.LEVEL_4), eptp, choice >>> 2);
      script.leaveL2();
    }
  }
}
