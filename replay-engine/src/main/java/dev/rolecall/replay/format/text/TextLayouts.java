// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the kernel and trace-cmd's plugin print the events whose fields are needed, the more telling
 * pattern first: arch/x86/kvm/trace.h and mmu/mmutrace.h of v5.10 to v7.2, and what trace-cmd 3.1
 * printed of the captures.
 */
final class TextLayouts {
  // spotless:off
  private static final Map<String, List<String>> PATTERNS = Map.ofEntries(
      of("kvm_entry",
          "vcpu {vcpu_id}, rip {rip:x} intr_info {intr_info:x}",
          "vcpu {vcpu_id}, rip {rip:x}",
          "vcpu {vcpu_id} rip {rip:x}",
          "vcpu {vcpu_id}"),
      of("kvm_exit",
          "vcpu {vcpu_id} reason {exit_reason:reason}* rip {guest_rip:x} info1 {info1:x}"
              + " * requests {requests:x}",
          "vcpu {vcpu_id} reason {exit_reason:reason}* rip {guest_rip:x} info1 {info1:x}",
          "vcpu {vcpu_id} reason {exit_reason:reason}",
          "reason {exit_reason:reason}* rip {guest_rip:x} info {info1:x}",
          "reason {exit_reason:reason}"),
      of("kvm_apic_accept_irq",
          "apicid {apicid:x} vec {vec} (INIT|{dm=1280}",
          "apicid {apicid:x} vec {vec} ({dm=0}"),
      of("kvm_nested_vmrun",
          "* npt: on{npt=1}",
          "* npt: off{npt=0}"),
      of("kvm_nested_vmenter",
          "* nested_npt=y{tdp_enabled=1} nested_cr3: {guest_pgd:x}",
          "* nested_ept=y{tdp_enabled=1} nested_eptp: {guest_pgd:x}",
          "* nested_npt=n{tdp_enabled=0} nested_cr3: {guest_pgd:x}",
          "* nested_npt=n{tdp_enabled=0} guest_cr3: {guest_pgd:x}",
          "* nested_ept=n{tdp_enabled=0} nested_eptp: {guest_pgd:x}",
          "* nested_ept=n{tdp_enabled=0} guest_cr3: {guest_pgd:x}"),
      of("kvm_smm_transition",
          "vcpu {vcpu_id}: entering{entering=1} SMM",
          "vcpu {vcpu_id}: leaving{entering=0} SMM"),
      of("kvm_enter_smm",
          "vcpu {vcpu_id}: entering{entering=1} SMM",
          "vcpu {vcpu_id}: leaving{entering=0} SMM"),
      of("kvm_cr",
          "cr_write{rw=1} {cr} = {val:x}$",
          "cr_read{rw=0} {cr} = {val:x}$"),
      of("kvm_msr",
          "msr_write{write=1} {ecx:x} = {data:x} (#GP){exception=1}",
          "msr_write{write=1} {ecx:x} = {data:x}{exception=0}$",
          "msr_read{write=0} {ecx:x} = {data:x} (#GP){exception=1}",
          "msr_read{write=0} {ecx:x} = {data:x}{exception=0}$"),
      of("kvm_page_fault",
          "vcpu {vcpu_id} rip {guest_rip:x} address {fault_address:x} error_code {error_code:x}",
          "address {fault_address:x} error_code {error_code:x}"),
      of("kvm_inj_exception",
          "{exception:exception} ({error_code:x}) [reinjected]{reinjected=1}",
          "{exception:exception} ({error_code:x}){reinjected=0}$",
          "{exception:exception} [reinjected]{reinjected=1}",
          "{exception:exception}{reinjected=0}$"),
      of("kvm_mmu_pagetable_walk", "addr {addr:x} pferr {pferr:x}"),
      of("kvm_mmu_paging_element", "pte {pte:x} level {level}"),
      of("kvm_mmu_set_accessed_bit", "gpa {gpa:x}"),
      of("kvm_mmu_set_dirty_bit", "gpa {gpa:x}"),
      of("kvm_mmu_walker_error", "pferr {pferr:x}"),
      of("kvm_mmu_set_spte", "gfn {gfn:x} spte {spte:x} (*) level {level} at {sptep:x}"),
      of("kvm_mmu_spte_requested",
          "gfn {gfn:x} pfn {pfn:x} level {level} access {access:x}",
          "gfn {gfn:x} pfn {pfn:x} level {level}"),
      of("fast_page_fault",
          "vcpu {vcpu_id} gva {cr2_or_gpa:x} error_code {error_code:pferr} sptep {sptep:x}"
              + " old {old_spte:x} new {new_spte:x}"),
      of("kvm_tdp_mmu_spte_changed",
          "as id {as_id} gfn {gfn:x} level {level} old_spte {old_spte:x} new_spte {new_spte:x}"));

  /** The fields of pairs that are hexadecimal without 0x; where no event formats them, none is. */
  private static final Map<String, Set<String>> HEX = Map.ofEntries(
      Map.entry("kvm_page_fault", Set.of("fault_address", "error_code")),
      Map.entry("kvm_msr", Set.of("ecx")),
      Map.entry("kvm_mmu_pagetable_walk", Set.of("addr", "pferr")),
      Map.entry("kvm_mmu_paging_element", Set.of("pte")),
      Map.entry("kvm_mmu_set_accessed_bit", Set.of("gpa")),
      Map.entry("kvm_mmu_set_dirty_bit", Set.of("gpa")),
      Map.entry("kvm_mmu_walker_error", Set.of("pferr")),
      Map.entry("kvm_mmu_set_spte", Set.of("gfn", "spte", "sptep")),
      Map.entry("kvm_mmu_spte_requested", Set.of("gfn", "pfn", "access")),
      Map.entry("fast_page_fault", Set.of("cr2_or_gpa", "new_spte")),
      Map.entry("kvm_tdp_mmu_spte_changed", Set.of("gfn", "old_spte", "new_spte")));
  // spotless:on

  /** The events of shadow pages, whose roles only pairs give as they are. */
  private static final Set<String> ROLES =
      Set.of(
          "kvm_mmu_get_page",
          "kvm_mmu_sync_page",
          "kvm_mmu_unsync_page",
          "kvm_mmu_prepare_zap_page");

  /** The events of which only the survey of the host needs fields. */
  private static final Set<String> FOR_SURVEY = Set.of("kvm_tdp_mmu_spte_changed");

  /** The events whose fields tell what probes tell better. */
  private static final Set<String> FOR_BARE_VCPUS =
      Set.of("kvm_entry", "kvm_exit", "kvm_apic_accept_irq");

  private TextLayouts() {}

  private static Map.Entry<String, List<String>> of(String event, String... patterns) {
    return Map.entry(event, List.of(patterns));
  }

  /** The sentences in which an event is printed; none if no field of it is needed. */
  static List<PatternShape> patterns(String event) {
    return PATTERNS.getOrDefault(event, List.of()).stream()
        .map(pattern -> PatternShape.of(event, pattern))
        .toList();
  }

  /** The fields of an event whose digits are hexadecimal in pairs. */
  static Set<String> hexFields(String event) {
    return HEX.getOrDefault(event, Set.of());
  }

  /** Whether only the survey of the host needs an event's fields. */
  static boolean isForSurvey(String event) {
    return FOR_SURVEY.contains(event);
  }

  /** Whether an event's fields are needed only where no probe records. */
  static boolean isForBareVcpus(String event) {
    return FOR_BARE_VCPUS.contains(event);
  }

  /**
   * Whether an event's text, unless it is in pairs, prints the fields of a role but not the role.
   */
  static boolean losesRole(String event) {
    return ROLES.contains(event);
  }
}
