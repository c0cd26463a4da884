// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import static dev.rolecall.replay.probes.KvmModule.KVM;
import static dev.rolecall.replay.probes.KvmModule.KVM_AMD;
import static dev.rolecall.replay.probes.KvmModule.KVM_INTEL;
import static dev.rolecall.replay.probes.Site.V5_10;
import static dev.rolecall.replay.probes.Site.V5_18;
import static dev.rolecall.replay.probes.Site.V6_1;
import static dev.rolecall.replay.probes.Site.V7_2;

import dev.rolecall.replay.probes.ProbePoint.Moment;
import dev.rolecall.replay.trace.Vendor;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every probe of the group {@code kvmrole}, in the order of their definitions.
 *
 * <p>The functions and their parameters are those of arch/x86/kvm in v5.10, v5.18, v5.19, v6.1,
 * v6.12 and v7.2: kvm_init_mmu to kvm_mmu_after_set_cpuid in mmu/mmu.c, kvm_set_cr0 to __set_sregs
 * in x86.c (v6.12: also regs.c and smm.c), the vendors' in svm/svm.c and vmx/vmx.c. enter_smm,
 * __set_sregs and both *_vcpu_run are or were static.
 */
final class ProbePoints {
  private static final ProbePoint INIT_MMU =
      ProbePoint.at(
              "init_mmu",
              Site.of(KVM, "kvm_init_mmu", V5_18, "vcpu"),
              Site.of(KVM, "kvm_init_mmu", V5_10, "vcpu", "reset_roots"))
          .recording(FieldSet.STATE_AND_ROOTS)
          .shows("the vCPU before its MMU is set up, and so whether a context was kept");

  private static final ProbePoint LOAD =
      ProbePoint.at("load", Site.of(KVM, "kvm_mmu_load", V5_10, "vcpu"))
          .recording(FieldSet.STATE_AND_ROOTS)
          .shows("the roots before KVM builds new ones");

  private static final ProbePoint NEW_PGD =
      ProbePoint.at(
              "new_pgd",
              Site.of(KVM, "kvm_mmu_new_pgd", V5_18, "vcpu", "new_pgd"),
              Site.of(
                  KVM,
                  "kvm_mmu_new_pgd",
                  V5_10,
                  "vcpu",
                  "new_pgd",
                  "skip_tlb_flush",
                  "skip_mmu_sync"))
          .recording(FieldSet.STATE_AND_ROOTS)
          .with("newpgd", "x64", "1")
          .shows("the roots before a switch of page tables");

  /**
   * By v7.2 the arguments stand one place earlier; the fields keep their names, and readers know.
   */
  private static final ProbePoint NPT_INIT =
      ProbePoint.at(
              "npt_init",
              Site.of(
                  KVM,
                  "kvm_init_shadow_npt_mmu",
                  V7_2,
                  "vcpu",
                  "cr4",
                  "efer",
                  "nested_cr3",
                  "misc_ctl"),
              Site.of(
                  KVM,
                  "kvm_init_shadow_npt_mmu",
                  V5_10,
                  "vcpu",
                  "cr0",
                  "cr4",
                  "efer",
                  "nested_cr3"))
          .recording(FieldSet.STATE_AND_ROOTS)
          .with("a_cr0", "x64", "1")
          .with("a_cr4", "x64", "2")
          .with("a_efer", "x64", "3")
          .with("a_ncr3", "x64", "4")
          .shows("what guest_mmu is set up from at a nested entry of SVM");

  private static final ProbePoint EPT_INIT =
      ProbePoint.at(
              "ept_init",
              Site.of(
                  KVM,
                  "kvm_init_shadow_ept_mmu",
                  V7_2,
                  "vcpu",
                  "execonly",
                  "huge_page_level",
                  "accessed_dirty",
                  "mbec",
                  "new_eptp"),
              Site.of(
                  KVM,
                  "kvm_init_shadow_ept_mmu",
                  V5_18,
                  "vcpu",
                  "execonly",
                  "huge_page_level",
                  "accessed_dirty",
                  "new_eptp"),
              Site.of(
                  KVM,
                  "kvm_init_shadow_ept_mmu",
                  V5_10,
                  "vcpu",
                  "execonly",
                  "accessed_dirty",
                  "new_eptp"))
          .on(Vendor.INTEL)
          .recording(FieldSet.STATE_AND_ROOTS)
          .with("a_execonly", "u8", "execonly")
          .with("a_hpl", "s32", "huge_page_level")
          .with("a_ad", "u8", "accessed_dirty")
          .with("a_eptp", "x64", "new_eptp")
          .shows(
              "what guest_mmu is set up from at a nested entry of VMX; without it its roles stay unchecked");

  /** All of them. */
  static final List<ProbePoint> ALL =
      List.of(
          run(KVM_AMD, "svm_vcpu_run", Vendor.AMD),
          run(KVM_INTEL, "vmx_vcpu_run", Vendor.INTEL),
          INIT_MMU,
          INIT_MMU.returning(
              "the roles as KVM has just computed them; without it the next record of the vCPU shows them, if nothing replaced them before"),
          ProbePoint.at("reset_ctx", Site.of(KVM, "kvm_mmu_reset_context", V5_10, "vcpu"))
              .shows("that KVM drops its roots and sets the MMU up anew"),
          LOAD,
          LOAD.returning(
              "the roots that KVM has just built; without it the next guest entry shows the current one, the next operation the others"),
          NEW_PGD,
          NEW_PGD.returning(
              "how a switch was served; without it the next record shows the roots, if nothing dropped them before"),
          ProbePoint.at("unload", Site.of(KVM, "kvm_mmu_unload", V5_10, "vcpu"))
              .recording(FieldSet.STATE_AND_ROOTS)
              .shows("that KVM frees every root"),
          NPT_INIT,
          NPT_INIT.returning(
              "guest_mmu as it has just been set up; without it the next guest entry shows it"),
          EPT_INIT,
          EPT_INIT.returning(
              "guest_mmu as it has just been set up; without it the next guest entry shows it"),
          ProbePoint.at("set_cpuid", Site.of(KVM, "kvm_mmu_after_set_cpuid", V5_18, "vcpu"))
              .shows(
                  "that the VMM sets the CPUID; without it MAXPHYADDR is taken over from the next record"),
          ProbePoint.at(
                  "post_cr0", Site.of(KVM, "kvm_post_set_cr0", V5_18, "vcpu", "old_cr0", "cr0"))
              .with("old", "x64", "1")
              .with("new", "x64", "2")
              .shows("accepted writes of CR0, old and new"),
          ProbePoint.at(
                  "post_cr4", Site.of(KVM, "kvm_post_set_cr4", V5_18, "vcpu", "old_cr4", "cr4"))
              .with("old", "x64", "1")
              .with("new", "x64", "2")
              .shows("accepted writes of CR4, old and new"),
          write("set_cr0", KVM, "kvm_set_cr0", "cr0")
              .shows("writes of CR0 as KVM begins to handle them"),
          write("set_cr3", KVM, "kvm_set_cr3", "cr3")
              .shows("writes of CR3 as KVM begins to handle them"),
          write("set_cr4", KVM, "kvm_set_cr4", "cr4")
              .shows("writes of CR4 as KVM begins to handle them"),
          vendorWrite("svm_cr0", KVM_AMD, "svm_set_cr0", "cr0"),
          vendorWrite("svm_cr4", KVM_AMD, "svm_set_cr4", "cr4"),
          vendorWrite("svm_efer", KVM_AMD, "svm_set_efer", "efer"),
          vendorWrite("vmx_cr0", KVM_INTEL, "vmx_set_cr0", "cr0"),
          vendorWrite("vmx_cr4", KVM_INTEL, "vmx_set_cr4", "cr4"),
          vendorWrite("vmx_efer", KVM_INTEL, "vmx_set_efer", "efer"),
          ProbePoint.at("smm", Site.of(KVM, "kvm_smm_changed", V5_18, "vcpu", "entering_smm"))
              .with("entering", "u8", "1")
              .shows("SMM; without it its entry and exit are known from the tracepoint alone"),
          ProbePoint.at("smm", Site.of(KVM, "enter_smm", V5_10, "vcpu")).shows("entries of SMM"),
          ProbePoint.at("sregs", Site.of(KVM, "__set_sregs", V5_10, "vcpu", "sregs"))
              .shows(
                  "that the VMM sets registers (KVM_SET_SREGS); without it they are taken over from the next record"));

  private ProbePoints() {}

  /** The functions that are probed at their entry, or at their return. */
  static Set<String> functions(Moment moment) {
    return ALL.stream()
        .filter(point -> point.moment() == moment)
        .flatMap(point -> point.sites().stream())
        .map(Site::function)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static ProbePoint run(KvmModule module, String function, Vendor vendor) {
    return ProbePoint.at(
            "run",
            Site.of(module, function, V6_1, "vcpu", "run_flags"),
            Site.of(module, function, V5_10, "vcpu"))
        .on(vendor)
        .recording(FieldSet.STATE)
        .shows(
            "what every guest entry runs with; without it roles are seen only where KVM handles the MMU");
  }

  private static ProbePoint write(
      String event, KvmModule module, String function, String parameter) {
    return ProbePoint.at(event, Site.of(module, function, V5_10, "vcpu", parameter))
        .with("val", "x64", "1");
  }

  private static ProbePoint vendorWrite(
      String event, KvmModule module, String function, String register) {
    return write(event, module, function, register)
        .on(module == KVM_INTEL ? Vendor.INTEL : Vendor.AMD)
        .shows(
            register.toUpperCase(Locale.ROOT)
                + " as the vendor's code sets it, also for KVM_SET_SREGS, SMM and nesting");
  }
}
