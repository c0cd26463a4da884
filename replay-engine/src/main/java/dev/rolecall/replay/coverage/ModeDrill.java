// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.replay.trace.NestedMode;
import java.util.List;

/** Goes every way between paging modes, of L1, of SMM and of L2, and from one to another. */
final class ModeDrill {
  private final Script script;
  private final List<Registers> modes =
      Settings.modes().stream().map(mode -> mode.withCr3(GuestTables.EMPTY)).toList();

  private ModeDrill(Script script) {
    this.script = script;
  }

  static void run(Script script) {
    ModeDrill drill = new ModeDrill(script);
    for (PagingMode l1 : PagingMode.values()) {
      drill.smm(l1);
      if (l1 != PagingMode.NONE) {
        drill.nested(l1);
      }
    }
    drill.changes();
  }

  private void start(PagingMode l1) {
    script.vcpu(Exploration.registers(l1), 52);
  }

  private void smm(PagingMode l1) {
    for (PagingMode handler : PagingMode.values()) {
      start(l1);
      interrupt(handler);
    }
  }

  private void interrupt(PagingMode handler) {
    script.enterSmm();
    script.sregs(Exploration.registers(handler));
    script.leaveSmm();
  }

  private void nested(PagingMode l1) {
    for (NestedMode nested : Exploration.nestedModes(script.host())) {
      for (PagingMode l2 : PagingMode.values()) {
        if (Exploration.allows(script.host(), nested, l2)) {
          nested(l1, nested, l2);
        }
      }
    }
  }

  private void nested(PagingMode l1, NestedMode nested, PagingMode l2) {
    start(l1);
    for (PagingMode handler : PagingMode.values()) {
      script.enterL2(nested, Exploration.registers(l2), Exploration.nestedRoot(nested, l1));
      interrupt(handler);
      script.leaveL2();
    }
  }

  /** Every change by a write of one register, and by KVM_SET_SREGS. */
  private void changes() {
    start(PagingMode.LEVEL_4);
    changesHere();
    script.enterSmm();
    changesHere();
    for (NestedMode nested : Exploration.nestedModes(script.host())) {
      start(PagingMode.LEVEL_4);
      Registers l2 = Exploration.registers(PagingMode.LEVEL_4);
      script.enterL2(nested, l2, Exploration.nestedRoot(nested, PagingMode.LEVEL_4));
      changesHere();
    }
  }

  private void changesHere() {
    for (Registers from : modes) {
      for (Registers to : modes) {
        script.sregs(from);
        script.sregs(to);
        script.sregs(from);
        script.write(Register.CR0, to.cr0());
        script.sregs(from);
        script.write(Register.CR4, to.cr4());
        script.sregs(from);
        script.write(Register.EFER, to.efer());
      }
    }
  }
}
