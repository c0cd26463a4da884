// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import java.util.List;

/**
 * A tracepoint that Rolecall makes something of.
 *
 * @param group its group
 * @param names its names, of which a kernel has one
 * @param occurrence when it happens
 * @param costs what cannot be told or checked without it
 */
record Need(String group, List<String> names, Occurrence occurrence, String costs) {
  static final List<Need> ALL =
      List.of(
          of(
              "kvm",
              Occurrence.ALWAYS,
              "which thread runs which vCPU is not known: without probes no event can be told to belong to one",
              "kvm_entry"),
          of(
              "kvm",
              Occurrence.ALWAYS,
              "whose CPU it is, and whether two-dimensional paging is used, is known from roles alone, or assumed",
              "kvm_exit"),
          of(
              "kvm",
              Occurrence.REGISTERS,
              "CR0, CR3 and CR4 and their changes are not known: nothing that depends on them is checked",
              "kvm_cr"),
          of(
              "kvm",
              Occurrence.REGISTERS,
              "EFER and its changes are not known: nothing that depends on it is checked",
              "kvm_msr"),
          of(
              "kvm",
              Occurrence.OFTEN,
              "a write that was refused is not told from an accepted one where no probe shows it, and no injected fault is held to its walk",
              "kvm_inj_exception"),
          of(
              "kvm",
              Occurrence.OFTEN,
              "faults, and what KVM does about them, are not checked",
              "kvm_page_fault"),
          of(
              "kvmmmu",
              Occurrence.OFTEN,
              "no look-up of a shadow page and no role of one is checked; without probes these are the only roles there are",
              "kvm_mmu_get_page"),
          of(
              "kvmmmu",
              Occurrence.OFTEN,
              "a page that is gone may be taken for one that is there: fewer look-ups are checked",
              "kvm_mmu_prepare_zap_page"),
          of(
              "kvmmmu",
              Occurrence.SHADOW,
              "no walk of guest page tables is checked",
              "kvm_mmu_pagetable_walk"),
          of(
              "kvmmmu",
              Occurrence.SHADOW,
              "walks have no entries, and are not checked",
              "kvm_mmu_paging_element"),
          of("kvmmmu", Occurrence.OFTEN, "the rights in SPTEs are not checked", "kvm_mmu_set_spte"),
          of(
              "kvmmmu",
              Occurrence.OFTEN,
              "SPTEs are not held to the walk that they come of",
              "kvm_mmu_spte_requested"),
          of("kvm", Occurrence.RARE, "SMM", "kvm_smm_transition", "kvm_enter_smm"),
          of("kvm", Occurrence.RARE, "nested entries", "kvm_nested_vmenter", "kvm_nested_vmrun"),
          of("kvm", Occurrence.RARE, "nested exits", "kvm_nested_vmexit_inject"),
          of("kvmmmu", Occurrence.RARE, "walks that fail", "kvm_mmu_walker_error"),
          of("kvmmmu", Occurrence.RARE, "unsync pages", "kvm_mmu_unsync_page"),
          of("kvmmmu", Occurrence.RARE, "the end of all pages at once", "kvm_mmu_zap_all_fast"));

  /** Makes the list this record's own. */
  Need {
    names = List.copyOf(names);
  }

  private static Need of(String group, Occurrence occurrence, String costs, String... names) {
    return new Need(group, List.of(names), occurrence, costs);
  }

  boolean isRecorded(Contents contents) {
    return names.stream().anyMatch(name -> contents.count(name) > 0);
  }

  /** When an event happens, and so whether its absence says anything. */
  enum Occurrence {
    /** Whenever a guest runs. */
    ALWAYS,
    /** In most recordings. */
    OFTEN,
    /** When a guest changes registers in a way that KVM sees. */
    REGISTERS,
    /** Under shadow paging always, else when KVM emulates or for a guest of a guest. */
    SHADOW,
    /** In recordings of certain guests alone. */
    RARE
  }
}
