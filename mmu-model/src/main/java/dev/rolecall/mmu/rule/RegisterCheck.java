// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.rule.WriteVerdict.ACCEPTED;
import static dev.rolecall.mmu.rule.WriteVerdict.REFUSED;
import static dev.rolecall.mmu.rule.WriteVerdict.acceptedUnless;
import static dev.rolecall.mmu.rule.WriteVerdict.refusedUnless;

import dev.rolecall.mmu.cpu.CpuidFeature;
import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr3;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;

/** KVM's own rules for accepting register writes; a refused write raises #GP. */
public enum RegisterCheck implements RuleVariant {
  /** kvm_set_cr0(), kvm_set_cr3(), kvm_set_cr4(), set_efer(), v5.10 x86.c. */
  V5_10("v5.10", "CR3's reserved bits count in long mode only; PDPTEs reload when memory changed") {
    @Override
    public WriteVerdict cr3(VcpuState vcpu, long value, PdptrLoad pdptrs) {
      long cr3 = withoutNoFlush(vcpu, value);
      if (cr3 == vcpu.registers().cr3() && pdptrs.compare(vcpu, cr3) == PdptrLoad.Loaded.SAME) {
        return ACCEPTED;
      }
      if (vcpu.isLongMode()) {
        return legalCr3(vcpu, cr3);
      }
      return vcpu.isPaePaging() ? pdptrs.judge(vcpu, cr3) : ACCEPTED;
    }

    @Override
    WriteVerdict pagingOff(VcpuState vcpu) {
      return (vcpu.registers().cr4() & Cr4.PCIDE) != 0 ? REFUSED : ACCEPTED;
    }
  },

  /** The same functions, v5.18 x86.c. */
  V5_18("v5.18", "CR3's reserved bits always count; CR0.PG cannot be cleared in 64-bit mode"),

  /** kvm_is_valid_sregs(), v6.1 x86.c. */
  V6_1("v6.1", "as before; KVM_SET_SREGS checks CR0 too") {
    @Override
    WriteVerdict sregsRest(VcpuState vcpu, Registers r) {
      return validCr0(r.cr0());
    }
  },

  /** kvm_is_valid_sregs(), CR4_RESERVED_BITS, kvm_vcpu_is_legal_cr3(), v6.12. */
  V6_12("v6.12", "as before; CR4.LAM_SUP and CR3.LAM exist; KVM_SET_SREGS checks EFER too") {
    @Override
    long cr4Defined() {
      return CR4_DEFINED | Cr4.LAM_SUP;
    }

    @Override
    public WriteVerdict legalCr3(VcpuState vcpu, long cr3) {
      boolean masks = (cr3 & CR3_LAM) != 0;
      if (masks && !vcpu.cpuid().has(CpuidFeature.LAM)) {
        return REFUSED;
      }
      WriteVerdict masked = super.legalCr3(vcpu, cr3 & ~CR3_LAM);
      boolean assumed = masks && !vcpu.cpuid().isNamed(CpuidFeature.LAM);
      return assumed && masked.isAcceptance() ? LAM : masked;
    }

    @Override
    WriteVerdict sregsRest(VcpuState vcpu, Registers r) {
      return validCr0(r.cr0()).and(validEfer(vcpu.cpuid(), r.efer()));
    }
  },

  /** kvm_set_cr0(), kvm_set_cr4(), v7.2 regs.c. */
  V7_2("v7.2", "as before; CR4.CET exists and needs CR0.WP") {
    @Override
    long cr4Defined() {
      return CR4_DEFINED | Cr4.LAM_SUP | Cr4.CET;
    }

    @Override
    public WriteVerdict cr0(VcpuState vcpu, long value, PdptrLoad pdptrs) {
      boolean cetWithoutWp = (value & Cr0.WP) == 0 && (vcpu.registers().cr4() & Cr4.CET) != 0;
      return cetWithoutWp ? REFUSED : super.cr0(vcpu, value, pdptrs);
    }

    @Override
    public WriteVerdict cr4(VcpuState vcpu, long value, PdptrLoad pdptrs) {
      boolean cetWithoutWp = (value & Cr4.CET) != 0 && (vcpu.registers().cr0() & Cr0.WP) == 0;
      return cetWithoutWp ? REFUSED : super.cr4(vcpu, value, pdptrs);
    }

    @Override
    public WriteVerdict legalCr3(VcpuState vcpu, long cr3) {
      return V6_12.legalCr3(vcpu, cr3);
    }

    @Override
    WriteVerdict sregsRest(VcpuState vcpu, Registers r) {
      return V6_12.sregsRest(vcpu, r);
    }
  };

  private static final long CR3_LAM = Cr3.LAM_U48 | Cr3.LAM_U57;

  private static final long CR4_DEFINED =
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
          | Cr4.OSXMMEXCPT
          | Cr4.UMIP
          | Cr4.LA57
          | Cr4.VMXE
          | Cr4.FSGSBASE
          | Cr4.PCIDE
          | Cr4.OSXSAVE
          | Cr4.SMEP
          | Cr4.SMAP
          | Cr4.PKE;

  /** CR4 bits of features that a trace cannot state, whose absence makes KVM refuse them. */
  private static final long CR4_UNSTATED =
      Cr4.UMIP | Cr4.VMXE | Cr4.FSGSBASE | Cr4.OSXSAVE | Cr4.CET;

  private static final long EFER_DEFINED = Efer.SCE | Efer.LME | Efer.LMA | Efer.NX | Efer.SVME;
  private static final long EFER_OF_HOST = Efer.LMSLE | Efer.FFXSR | Efer.TCE | Efer.AUTOIBRS;

  private static final WriteVerdict LAM =
      refusedUnless("the guest's LAM feature, which the trace does not give");
  private static final WriteVerdict CS_L = acceptedUnless("CS.L, which the trace does not give");
  private static final WriteVerdict CR4_FEATURE =
      acceptedUnless("the guest's CPUID for CR4, which the trace does not give");
  private static final WriteVerdict EFER_FEATURE =
      acceptedUnless("the guest's CPUID for EFER, which the trace does not give");
  private static final WriteVerdict EFER_HOST =
      refusedUnless("the host's EFER features, which the trace does not give");
  private static final WriteVerdict VMX_FIXED =
      acceptedUnless("VMX operation, which fixes CR0 and CR4 bits");

  private final Label label;

  RegisterCheck(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** A guest's write of CR0: kvm_set_cr0(). */
  public WriteVerdict cr0(VcpuState vcpu, long value, PdptrLoad pdptrs) {
    if (validCr0(value).isRefusal()) {
      return REFUSED;
    }
    boolean paging = (value & Cr0.PG) != 0;
    boolean lme = (vcpu.registers().efer() & Efer.LME) != 0;
    WriteVerdict verdict = ACCEPTED;
    if (paging && lme && !vcpu.isPaging()) {
      verdict = vcpu.isPae() ? CS_L : REFUSED;
    } else if (PdptrLoad.isDoneByCr0(vcpu, value)) {
      verdict = pdptrs.judge(vcpu, vcpu.registers().cr3());
    } else if (!paging) {
      verdict = pagingOff(vcpu);
    }
    return verdict.and(vmxOperation(vcpu.registers().cr4()));
  }

  /** CR0.PG is off after the write. */
  WriteVerdict pagingOff(VcpuState vcpu) {
    if ((vcpu.registers().cr4() & Cr4.PCIDE) != 0) {
      return REFUSED;
    }
    return vcpu.isLongMode() ? CS_L : ACCEPTED;
  }

  /** A guest's write of CR3: kvm_set_cr3(). */
  public WriteVerdict cr3(VcpuState vcpu, long value, PdptrLoad pdptrs) {
    long cr3 = withoutNoFlush(vcpu, value);
    if (cr3 == vcpu.registers().cr3() && !vcpu.isPaePaging()) {
      return ACCEPTED;
    }
    WriteVerdict legal = legalCr3(vcpu, cr3);
    return vcpu.isPaePaging() ? legal.and(pdptrs.judge(vcpu, cr3)) : legal;
  }

  /** Whether CR3 may hold {@code cr3}: kvm_vcpu_is_illegal_gpa(), v5.18 cpuid.h. */
  public WriteVerdict legalCr3(VcpuState vcpu, long cr3) {
    return cr3 >>> vcpu.cpuid().maxphyaddr() == 0 ? ACCEPTED : REFUSED;
  }

  /** A guest's write of CR4: kvm_set_cr4(). */
  public WriteVerdict cr4(VcpuState vcpu, long value, PdptrLoad pdptrs) {
    long old = vcpu.registers().cr4();
    WriteVerdict valid = validCr4(vcpu.cpuid(), value).and(vmxOperation(old | value));
    if (pcidTurnsOn(vcpu, value)) {
      return REFUSED;
    }
    if (vcpu.isLongMode()) {
      boolean keepsMode = (value & Cr4.PAE) != 0 && ((value ^ old) & Cr4.LA57) == 0;
      return keepsMode ? valid : REFUSED;
    }
    boolean loads = PdptrLoad.isDoneByCr4(vcpu, value);
    return loads ? valid.and(pdptrs.judge(vcpu, vcpu.registers().cr3())) : valid;
  }

  /**
   * Whether a write of CR4 loads PDPTEs and is then refused: PCIDs cannot be turned on outside of
   * long mode, which kvm_set_cr4() checks last.
   */
  public boolean loadsPdptesThoughRefused(VcpuState vcpu, long value, PdptrLoad pdptrs) {
    return pcidTurnsOn(vcpu, value)
        && !validCr4(vcpu.cpuid(), value).isRefusal()
        && PdptrLoad.isDoneByCr4(vcpu, value)
        && pdptrs.judge(vcpu, vcpu.registers().cr3()).isAcceptance();
  }

  private static boolean pcidTurnsOn(VcpuState vcpu, long value) {
    long turnedOn = value & ~vcpu.registers().cr4();
    return (turnedOn & Cr4.PCIDE) != 0
        && ((vcpu.registers().cr3() & Cr3.PCID) != 0 || !vcpu.isLongMode());
  }

  /** A guest's write of EFER: set_efer(). */
  public WriteVerdict efer(VcpuState vcpu, long value) {
    WriteVerdict valid = validEfer(vcpu.cpuid(), value);
    boolean lmeChanges = ((value ^ vcpu.registers().efer()) & Efer.LME) != 0;
    return vcpu.isPaging() && lmeChanges ? REFUSED : valid;
  }

  /** KVM_SET_SREGS: kvm_valid_sregs(), kvm_is_valid_sregs(). */
  public WriteVerdict sregs(VcpuState vcpu, Registers r) {
    return sregsMode(vcpu, r).and(validCr4(vcpu.cpuid(), r.cr4())).and(sregsRest(vcpu, r));
  }

  private WriteVerdict sregsMode(VcpuState vcpu, Registers r) {
    boolean lma = (r.efer() & Efer.LMA) != 0;
    if ((r.efer() & Efer.LME) == 0 || (r.cr0() & Cr0.PG) == 0) {
      return lma ? REFUSED : ACCEPTED;
    }
    return lma && (r.cr4() & Cr4.PAE) != 0 ? legalCr3(vcpu, r.cr3()) : REFUSED;
  }

  WriteVerdict sregsRest(VcpuState vcpu, Registers r) {
    return ACCEPTED;
  }

  /** The CR4 bits that this kernel knows: CR4_RESERVED_BITS, kvm_host.h. */
  long cr4Defined() {
    return CR4_DEFINED;
  }

  static WriteVerdict validCr0(long value) {
    boolean high = value >>> 32 != 0;
    boolean nwWithoutCd = (value & Cr0.NW) != 0 && (value & Cr0.CD) == 0;
    boolean pgWithoutPe = (value & Cr0.PG) != 0 && (value & Cr0.PE) == 0;
    return high || nwWithoutCd || pgWithoutPe ? REFUSED : ACCEPTED;
  }

  private WriteVerdict validCr4(GuestCpuid cpuid, long value) {
    if ((value & ~cr4Defined()) != 0) {
      return REFUSED;
    }
    WriteVerdict verdict = (value & CR4_UNSTATED) != 0 ? CR4_FEATURE : ACCEPTED;
    verdict = need(cpuid, CpuidFeature.SMEP, value & Cr4.SMEP, CR4_FEATURE, verdict);
    verdict = need(cpuid, CpuidFeature.SMAP, value & Cr4.SMAP, CR4_FEATURE, verdict);
    verdict = need(cpuid, CpuidFeature.PKU, value & Cr4.PKE, CR4_FEATURE, verdict);
    verdict = need(cpuid, CpuidFeature.LA57, value & Cr4.LA57, CR4_FEATURE, verdict);
    verdict = need(cpuid, CpuidFeature.LAM, value & Cr4.LAM_SUP, CR4_FEATURE, verdict);
    return need(cpuid, CpuidFeature.PCID, value & Cr4.PCIDE, CR4_FEATURE, verdict);
  }

  static WriteVerdict validEfer(GuestCpuid cpuid, long value) {
    if ((value & ~EFER_DEFINED) != 0) {
      return (value & ~(EFER_DEFINED | EFER_OF_HOST)) != 0 ? REFUSED : EFER_HOST;
    }
    WriteVerdict verdict = (value & Efer.SVME) != 0 ? EFER_FEATURE : ACCEPTED;
    verdict = need(cpuid, CpuidFeature.NX, value & Efer.NX, EFER_FEATURE, verdict);
    long lm = value & (Efer.LME | Efer.LMA);
    return need(cpuid, CpuidFeature.LM, lm, EFER_FEATURE, verdict);
  }

  /** {@code sofar}, unless bits are set that need a feature which is absent or only assumed. */
  private static WriteVerdict need(
      GuestCpuid cpuid, CpuidFeature feature, long bits, WriteVerdict unsure, WriteVerdict sofar) {
    if (bits == 0 || sofar.isRefusal()) {
      return sofar;
    }
    if (!cpuid.has(feature)) {
      return REFUSED;
    }
    return cpuid.isNamed(feature) ? sofar : unsure;
  }

  private static WriteVerdict vmxOperation(long cr4) {
    return (cr4 & Cr4.VMXE) != 0 ? VMX_FIXED : ACCEPTED;
  }

  private static long withoutNoFlush(VcpuState vcpu, long cr3) {
    return (vcpu.registers().cr4() & Cr4.PCIDE) != 0 ? cr3 & ~Cr3.NO_FLUSH : cr3;
  }

  @Override
  public Label label() {
    return label;
  }
}
