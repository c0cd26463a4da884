// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr3;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.NestedMode;

/**
 * What a generator remembers of a vCPU, so that what it does next makes sense to KVM. It knows the
 * rules roughly and no MMU at all: where it is wrong, the trace has a refused write more.
 */
final class VcpuSketch {
  /** Four registers. */
  static final class Registers {
    long cr0;
    long cr3;
    long cr4;
    long efer;

    void copyFrom(Registers other) {
      cr0 = other.cr0;
      cr3 = other.cr3;
      cr4 = other.cr4;
      efer = other.efer;
    }

    /** Gives an event all four. */
    void describe(KeyValues<Arg> args) {
      args.set(Arg.CR0, cr0);
      args.set(Arg.CR3, cr3);
      args.set(Arg.CR4, cr4);
      args.set(Arg.EFER, efer);
    }

    PagingMode mode() {
      return PagingMode.of(cr0, cr4, efer);
    }

    /** Sets CR0; EFER.LMA follows CR0.PG while EFER.LME is set. */
    void setCr0(long value) {
      if (((cr0 ^ value) & Cr0.PG) != 0) {
        boolean on = (value & Cr0.PG) != 0 && (efer & Efer.LME) != 0;
        efer = on ? efer | Efer.LMA : efer & ~Efer.LMA;
      }
      cr0 = value & Cr0.DEFINED;
    }
  }

  private final Registers now = new Registers();
  private final Registers l1 = new Registers();
  private final Registers beforeSmm = new Registers();

  private FuzzHost host = FuzzHost.ALL.get(0);
  private GuestFeatures features = new GuestFeatures();
  private boolean smm;
  private boolean nested;
  private boolean smmFromL2;
  private NestedMode tables = NestedMode.SHADOW;

  /** Begins a vCPU on a host; its registers and features are to be set. */
  void start(FuzzHost on) {
    host = on;
    features = new GuestFeatures();
    smm = false;
    nested = false;
    smmFromL2 = false;
  }

  FuzzHost host() {
    return host;
  }

  /** The registers, to be changed through the methods below once the vCPU runs. */
  Registers registers() {
    return now;
  }

  GuestFeatures features() {
    return features;
  }

  boolean smm() {
    return smm;
  }

  /** The vCPU appears in SMM; whatever it came from, it goes back to these registers. */
  void appearInSmm() {
    beforeSmm.copyFrom(now);
    smm = true;
  }

  /** Whether L2 runs. */
  boolean nested() {
    return nested;
  }

  /** Whether L2 runs behind page tables that L1 made for its physical addresses. */
  boolean hasNestedTables() {
    return nested && tables != NestedMode.SHADOW;
  }

  /** Whether L1 may enter L2; an SMI that interrupted L2 is served without. */
  boolean canEnterNested() {
    return !nested && !(smm && smmFromL2);
  }

  /** Whether SMM can be left: it is on, and L2 does not run within it. */
  boolean canLeaveSmm() {
    return smm && !nested;
  }

  void writeCr0(long value) {
    if (takesCr0(value)) {
      now.setCr0(value);
    }
  }

  private boolean takesCr0(long value) {
    boolean paging = (value & Cr0.PG) != 0;
    if (value >>> 32 != 0 || ((value & Cr0.NW) != 0 && (value & Cr0.CD) == 0)) {
      return false;
    }
    if (!paging) {
      return (now.cr4 & Cr4.PCIDE) == 0;
    }
    boolean turnsOn = (now.cr0 & Cr0.PG) == 0;
    boolean pae = (now.cr4 & Cr4.PAE) != 0;
    return (value & Cr0.PE) != 0 && !(turnsOn && (now.efer & Efer.LME) != 0 && !pae);
  }

  void writeCr3(long value) {
    long cr3 = (now.cr4 & Cr4.PCIDE) != 0 ? value & ~Cr3.NO_FLUSH : value;
    if (cr3 >>> features.maxphyaddr() == 0) {
      now.cr3 = cr3;
    }
  }

  void writeCr4(long value) {
    if (takesCr4(value)) {
      now.cr4 = value;
    }
  }

  private boolean takesCr4(long value) {
    boolean longMode = (now.efer & Efer.LMA) != 0;
    boolean keepsMode = (value & Cr4.PAE) != 0 && ((value ^ now.cr4) & Cr4.LA57) == 0;
    boolean pcidTurnsOn = (value & ~now.cr4 & Cr4.PCIDE) != 0;
    return (value & ~features.cr4()) == 0
        && (!longMode || keepsMode)
        && !(pcidTurnsOn && (!longMode || (now.cr3 & Cr3.PCID) != 0));
  }

  void writeEfer(long value) {
    boolean lmeChanges = ((value ^ now.efer) & Efer.LME) != 0;
    boolean paging = (now.cr0 & Cr0.PG) != 0;
    if ((value & ~features.efer()) != 0 || (paging && lmeChanges)) {
      return;
    }
    if ((now.efer & ~value & Efer.SVME) != 0 && host.isAmd()) {
      nested = false;
    }
    now.efer = (value & ~Efer.LMA) | (now.efer & Efer.LMA);
  }

  /** The VMM sets the registers. */
  void setRegisters(Registers values) {
    now.copyFrom(values);
  }

  /** L1 enters L2, whose registers are given. */
  void enterNested(NestedMode mode, Registers l2) {
    l1.copyFrom(now);
    now.copyFrom(l2);
    tables = mode;
    nested = true;
  }

  /** L2 exits; L1's registers are as they were. */
  void leaveNested() {
    now.copyFrom(l1);
    if (host.isAmd()) {
      now.cr0 |= Cr0.PE;
    }
    nested = false;
  }

  void enterSmm() {
    beforeSmm.copyFrom(now);
    smmFromL2 = nested;
    if (nested) {
      leaveNested();
    }
    now.setCr0(now.cr0 & ~Cr0.CLEARED_BY_SMM);
    now.cr4 = 0;
    now.efer = 0;
    smm = true;
  }

  void leaveSmm() {
    if (smmFromL2) {
      nested = true;
      smmFromL2 = false;
    }
    now.copyFrom(beforeSmm);
    smm = false;
  }
}
