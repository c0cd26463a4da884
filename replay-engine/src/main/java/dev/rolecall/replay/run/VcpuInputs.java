// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.run;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.VcpuMmu.Acceptance;
import dev.rolecall.mmu.cpu.CpuidFeature;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.AccessRequest;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Map;

/** Turns events into inputs of the model. */
final class VcpuInputs {
  private static final Map<Arg, CpuidFeature> FEATURES =
      Map.of(
          Arg.NX, CpuidFeature.NX,
          Arg.GBPAGES, CpuidFeature.GBPAGES,
          Arg.LA57, CpuidFeature.LA57,
          Arg.SMEP, CpuidFeature.SMEP,
          Arg.SMAP, CpuidFeature.SMAP,
          Arg.PKU, CpuidFeature.PKU,
          Arg.LM, CpuidFeature.LM,
          Arg.PCID, CpuidFeature.PCID,
          Arg.PSE36, CpuidFeature.PSE36,
          Arg.LAM, CpuidFeature.LAM);
  private static final int EPTP_AD_BIT = 6;

  private VcpuInputs() {}

  /** The state of a {@code vcpu} event. */
  static VcpuState state(TraceEvent event, Machine machine) {
    KeyValues<Arg> args = event.args();
    GuestCpuid assumed = GuestCpuid.assumed(machine.vendor(), machine.maxphyaddr());
    VcpuState state = new VcpuState(registers(args, Registers.RESET), cpuid(args, assumed));
    state.setSmm(args.numberOr(Arg.SMM, 0) == 1);
    state.setGuestMode(args.numberOr(Arg.GUEST_MODE, 0) == 1);
    setPdptrs(args, state);
    return state;
  }

  /**
   * Feeds an event of a vCPU to its MMU.
   *
   * @return KVM's verdict on a register write; acceptance for every other event
   */
  static WriteVerdict apply(TraceEvent event, VcpuMmu mmu) {
    KeyValues<Arg> args = event.args();
    mmu.begin(acceptance(event));
    switch (event.type()) {
      case WRITE -> {
        return write(args, mmu);
      }
      case SREGS -> {
        return mmu.setSregs(registers(args, mmu.state().registers()));
      }
      case CPUID -> mmu.setCpuid(cpuid(args, mmu.state().cpuid()));
      case SMM -> smm(args, mmu);
      case NESTED_ENTRY -> nestedEntry(args, mmu);
      case NESTED_EXIT -> mmu.leaveNested(registers(args, mmu.savedByNested()));
      case INIT_MMU -> mmu.initMmu();
      case ACCESS -> access(event, mmu);
      case LOAD -> mmu.load();
      case UNLOAD -> mmu.unload();
      case NEW_PGD -> mmu.newPgd(args.word(Arg.MMU, MmuId.class).model(), args.number(Arg.PGD));
      case PAGE -> zap(args, mmu);
      default -> {}
    }
    return WriteVerdict.ACCEPTED;
  }

  private static Acceptance acceptance(TraceEvent event) {
    if (!event.expectations().has(ExpectKey.ACCEPTED)) {
      return Acceptance.UNRECORDED;
    }
    return event.expectations().flag(ExpectKey.ACCEPTED) ? Acceptance.ACCEPTED : Acceptance.REFUSED;
  }

  private static WriteVerdict write(KeyValues<Arg> args, VcpuMmu mmu) {
    if (args.has(Arg.CR0)) {
      return mmu.write(Register.CR0, args.number(Arg.CR0));
    }
    if (args.has(Arg.CR3)) {
      return mmu.write(Register.CR3, args.number(Arg.CR3));
    }
    if (args.has(Arg.CR4)) {
      return mmu.write(Register.CR4, args.number(Arg.CR4));
    }
    return args.has(Arg.EFER)
        ? mmu.write(Register.EFER, args.number(Arg.EFER))
        : mmu.write(Register.PKRU, args.number(Arg.PKRU));
  }

  private static void smm(KeyValues<Arg> args, VcpuMmu mmu) {
    if (!args.flag(Arg.ENTER)) {
      mmu.leaveSmm(registers(args, mmu.savedBySmm()));
    } else if (hasRegisters(args)) {
      mmu.enterSmm(registers(args, mmu.registersInSmm()));
    } else {
      mmu.enterSmm();
    }
  }

  private static void nestedEntry(KeyValues<Arg> args, VcpuMmu mmu) {
    Registers l2 = registers(args, mmu.state().registers());
    switch (args.word(Arg.MODE, NestedMode.class)) {
      case SHADOW -> mmu.enterNested(l2);
      case NPT -> mmu.enterNestedNpt(l2, args.numberOr(Arg.NCR3, 0));
      case EPT -> mmu.enterNestedEpt(l2, args.numberOr(Arg.EPTP, 0), ept(args));
    }
    setPdptrs(args, mmu.state());
  }

  private static void access(TraceEvent event, VcpuMmu mmu) {
    AccessRequest request = AccessRequest.of(event, mmu);
    mmu.translate(request.mmu(), request.address(), request.access());
  }

  private static EptParams ept(KeyValues<Arg> args) {
    long eptp = args.numberOr(Arg.EPTP, 0);
    long ad = args.numberOr(Arg.AD, (eptp >>> EPTP_AD_BIT) & 1);
    return EptParams.of(eptp, (int) args.numberOr(Arg.EXECONLY, 0), (int) ad);
  }

  private static void zap(KeyValues<Arg> args, VcpuMmu mmu) {
    if (args.word(Arg.OP, PageOp.class) == PageOp.ZAP) {
      mmu.zapPage(args.number(Arg.GFN), args.number(Arg.ROLE), args.numberOr(Arg.ROOT_COUNT, 0));
    }
  }

  private static boolean hasRegisters(KeyValues<Arg> args) {
    return args.has(Arg.CR0) || args.has(Arg.CR3) || args.has(Arg.CR4) || args.has(Arg.EFER);
  }

  private static Registers registers(KeyValues<Arg> args, Registers otherwise) {
    return new Registers(
        args.numberOr(Arg.CR0, otherwise.cr0()),
        args.numberOr(Arg.CR3, otherwise.cr3()),
        args.numberOr(Arg.CR4, otherwise.cr4()),
        args.numberOr(Arg.EFER, otherwise.efer()));
  }

  private static GuestCpuid cpuid(KeyValues<Arg> args, GuestCpuid otherwise) {
    GuestCpuid cpuid =
        otherwise.withMaxphyaddr((int) args.numberOr(Arg.MAXPHYADDR, otherwise.maxphyaddr()));
    if (args.has(Arg.VENDOR)) {
      cpuid = cpuid.withVendor(Machines.vendor(args));
    }
    for (Map.Entry<Arg, CpuidFeature> feature : FEATURES.entrySet()) {
      if (args.has(feature.getKey())) {
        cpuid = cpuid.with(feature.getValue(), args.flag(feature.getKey()));
      }
    }
    return cpuid;
  }

  private static void setPdptrs(KeyValues<Arg> args, VcpuState state) {
    if (args.has(Arg.PDPTRS)) {
      LongTuples pdptrs = args.tuples(Arg.PDPTRS);
      for (int i = 0; i < pdptrs.size(); i++) {
        state.setPdptr(i, pdptrs.get(i));
      }
    }
  }
}
