// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.Machine;
import dev.rolecall.replay.format.capture.Machine.Paging;
import dev.rolecall.replay.format.capture.Survey;
import dev.rolecall.replay.report.Counts;
import java.util.Optional;

/** Counts what shows whose CPU a host has and how KVM translates on it. */
final class HostEvidence {
  private static final int ISA_VMX = 1;
  private static final int SVM_EXIT_EXCEPTION_PF = 0x4e;
  private static final int SVM_EXIT_NPF = 0x400;
  private static final int VMX_EXIT_EPT_VIOLATION = 48;
  private static final int VMX_EXIT_EPT_MISCONFIG = 49;

  private long vmxExits;
  private long svmExits;
  private long tdpExits;
  private long shadowExits;
  private long tdpMmuChanges;

  /** The handler for the events of a format; none if they show nothing of it. */
  Optional<KernelEventHandler> bind(KernelEventFormat format) {
    if (format.name().equals("kvm_tdp_mmu_spte_changed")) {
      return Optional.of(event -> tdpMmuChanges++);
    }
    int isa = format.fieldIndex("isa");
    int reason = format.fieldIndex("exit_reason");
    if (!format.name().equals("kvm_exit")
        || isa == KernelEventFormat.ABSENT
        || reason == KernelEventFormat.ABSENT) {
      return Optional.empty();
    }
    return Optional.of(event -> exit(event.value(isa) == ISA_VMX, event.value(reason)));
  }

  private void exit(boolean vmx, long reason) {
    if (vmx) {
      vmxExits++;
    } else {
      svmExits++;
    }
    boolean ept = reason == VMX_EXIT_EPT_VIOLATION || reason == VMX_EXIT_EPT_MISCONFIG;
    if (vmx ? ept : reason == SVM_EXIT_NPF) {
      tdpExits++;
    } else if (!vmx && reason == SVM_EXIT_EXCEPTION_PF) {
      shadowExits++;
    }
  }

  /** The host, with what shows it. */
  Host host(Survey survey, boolean probed) {
    Machine machine = survey.machine();
    return new Host(
        machine.vendor(), vendorFrom(), machine.paging(), pagingFrom(survey, machine, probed));
  }

  private Optional<String> vendorFrom() {
    if (vmxExits > 0) {
      return Optional.of(Counts.of(vmxExits, "exit") + " of VMX");
    }
    return svmExits > 0 ? Optional.of(Counts.of(svmExits, "exit") + " of SVM") : Optional.empty();
  }

  private Optional<String> pagingFrom(Survey survey, Machine machine, boolean probed) {
    return survey.foundPaging() ? Optional.of(shown(machine, probed)) : Optional.empty();
  }

  private String shown(Machine machine, boolean probed) {
    if (machine.paging() == Paging.TWO_DIMENSIONAL && tdpExits > 0) {
      return Counts.of(tdpExits, vmxExits > 0 ? "EPT exit" : "NPF exit");
    }
    if (machine.paging() == Paging.TWO_DIMENSIONAL && tdpMmuChanges > 0) {
      return Counts.of(tdpMmuChanges, "SPTE") + " of the TDP MMU";
    }
    return machine.paging() == Paging.SHADOW && shadowExits > 0
        ? Counts.of(shadowExits, "#PF exit")
        : probed ? "the roles that probes recorded" : "the roles of shadow pages";
  }
}
