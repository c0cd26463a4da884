// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr3;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.PageOp;

/** Has KVM decide about contexts and roots on every occasion, and refuse what it refuses. */
final class DecisionDrill {
  private static final int WIDTH = 52;
  private static final long IN_NO_SLOT = 1L << 40;
  private static final long RESERVED = 1L << 60;
  private static final long[] CR0_BITS = {Cr0.WP, Cr0.CD, Cr0.PG};
  private static final long[] CR4_BITS = {
    Cr4.PSE, Cr4.PAE, Cr4.PGE, Cr4.LA57, Cr4.PCIDE, Cr4.SMEP, Cr4.SMAP, Cr4.PKE
  };

  private final Script script;
  private final Start start;

  /** Brings a vCPU to where the drill begins. */
  private interface Start {
    void go();
  }

  private DecisionDrill(Script script, Start start) {
    this.script = script;
    this.start = start;
  }

  static void run(Script script) {
    for (PagingMode mode : PagingMode.values()) {
      run(script, Exploration.registers(mode), mode);
      run(script, Settings.plain(mode).withCr3(GuestTables.root(mode)), mode);
    }
  }

  private static void run(Script script, Registers registers, PagingMode mode) {
    new DecisionDrill(script, () -> script.vcpu(registers, WIDTH)).all(registers);
    DecisionDrill inSmm =
        new DecisionDrill(
            script,
            () -> {
              script.vcpu(registers, WIDTH);
              script.enterSmm();
              script.sregs(registers);
            });
    inSmm.all(registers);
    for (NestedMode nested : Exploration.nestedModes(script.host())) {
      if (Exploration.allows(script.host(), nested, mode)) {
        ofL2(script, nested, registers);
      }
      if (mode != PagingMode.NONE) {
        switches(script, nested, registers, mode);
      }
    }
  }

  private static void ofL2(Script script, NestedMode nested, Registers registers) {
    Registers l1 = Exploration.registers(PagingMode.LEVEL_4);
    Start enter =
        () -> {
          script.vcpu(l1, WIDTH);
          script.enterL2(nested, registers, Exploration.nestedRoot(nested, PagingMode.LEVEL_4));
        };
    new DecisionDrill(script, enter).all(registers);
  }

  /** L2 and SMM are entered and left again and again, with roots as before and with others. */
  private static void switches(
      Script script, NestedMode nested, Registers registers, PagingMode mode) {
    long root = Exploration.nestedRoot(nested, mode);
    script.vcpu(registers, WIDTH);
    script.load();
    for (int other : new int[] {0, 0, 1, 0}) {
      long page = (long) other << 12;
      script.enterL2(nested, registers.withCr3(registers.cr3() ^ page), root ^ page);
      script.load();
      script.leaveL2();
      script.load();
    }
    script.enterL2(nested, registers.withCr3(RESERVED), root); // which switches no root
    script.write(Register.CR3, registers.cr3());
    script.leaveL2();
    script.enterL2(nested, registers, root);
    script.enterSmm();
    script.load();
    script.leaveSmm();
    script.load();
    script.leaveL2();
  }

  private void all(Registers registers) {
    roots(registers);
    writes(registers);
    others(registers);
    refused(registers);
    pages();
  }

  private void roots(Registers registers) {
    start.go();
    script.write(Register.CR3, GuestTables.EMPTY);
    start.go();
    script.load();
    script.load();
    long[] tables = {
      registers.cr3(), GuestTables.EMPTY, registers.cr3(), IN_NO_SLOT, GuestTables.EMPTY
    };
    for (long pgd : tables) {
      script.write(Register.CR3, pgd);
      script.load();
      script.write(Register.CR3, pgd);
    }
    for (MmuId mmu : new MmuId[] {MmuId.ROOT_MMU, MmuId.GUEST_MMU}) {
      for (long pgd : tables) {
        script.newPgd(mmu, pgd);
        script.newPgd(mmu, pgd);
        script.load();
        script.newPgd(mmu, pgd);
      }
    }
  }

  private void writes(Registers registers) {
    for (long bit : CR0_BITS) {
      start.go();
      script.load();
      script.write(Register.CR0, registers.cr0() ^ bit);
      script.write(Register.CR0, registers.cr0());
      script.write(Register.CR0, registers.cr0());
    }
    for (long bit : CR4_BITS) {
      start.go();
      script.load();
      script.write(Register.CR3, 0);
      script.write(Register.CR4, registers.cr4() ^ bit);
      script.write(Register.CR3, Cr3.NO_FLUSH);
      script.write(Register.CR3, GuestTables.EMPTY | Cr3.NO_FLUSH);
      script.write(Register.CR4, registers.cr4());
      script.write(Register.CR4, registers.cr4());
    }
    for (long bit : new long[] {Efer.NX, Efer.SCE}) {
      start.go();
      script.load();
      script.write(Register.EFER, registers.efer() ^ bit);
      script.write(Register.EFER, registers.efer() ^ bit);
    }
  }

  private void others(Registers registers) {
    start.go();
    script.load();
    script.initMmu();
    script.sregs(registers);
    script.sregs(registers.withCr3(GuestTables.EMPTY));
    script.load();
    script.initMmu();
    script.cpuid(WIDTH);
    script.cpuid(WIDTH - 1);
    script.load();
    script.unload();
    script.load();
    script.write(Register.PKRU, 0);
    script.enterSmm();
    script.leaveSmm();
  }

  private void refused(Registers registers) {
    start.go();
    for (Register register : Register.values()) {
      if (register != Register.PKRU) { // of which a trace holds the bits that KVM takes
        script.write(register, RESERVED);
      }
    }
    script.sregs(new Registers(Cr0.PG | Cr0.PE, 0, 0, Efer.LME));
    script.sregs(registers.withCr4(RESERVED));
  }

  private void pages() {
    start.go();
    script.load();
    for (PageOp op : PageOp.values()) {
      script.page(op, 0, 0);
      script.page(op, 1, 1);
    }
    script.activity(EventType.PAGE_FAULT);
    script.activity(EventType.INJECT);
    script.activity(EventType.MAP);
    script.activity(EventType.SPTE);
  }
}
