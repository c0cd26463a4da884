// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fields that role words have had, by the kernel's names. A field's name is its identity: an
 * inverted or renamed bit is another field, with a stated relation to the old one.
 */
public enum RoleField {
  LEVEL(
      "level",
      "CR0.PG, CR4.PAE, EFER.LMA, CR4.LA57 (cpu_role); the page tables KVM builds (root_role)",
      "how many levels the walk or the shadow page table has; 0: no paging"),
  HAS_4_BYTE_GPTE(
      "has_4_byte_gpte",
      "CR0.PG and not CR4.PAE",
      "guest PTEs are 4 bytes: 32-bit paging, and two shadow pages per guest page table"),
  GPTE_IS_8_BYTES(
      "gpte_is_8_bytes", "CR4.PAE", "guest PTEs are 8 bytes; became has_4_byte_gpte, inverted"),
  QUADRANT(
      "quadrant",
      "set per shadow page, 0 in the role of a context",
      "which part of a 4-byte guest page table the shadow page covers"),
  DIRECT(
      "direct",
      "not CR0.PG, or two-dimensional paging",
      "the shadow page maps guest physical memory and shadows no guest page table"),
  ACCESS(
      "access",
      "ACC_ALL in the role of a context",
      "the rights that the page's parents leave: the ACC_ bits, all set here"),
  INVALID(
      "invalid",
      "zapping; from v6.12 also a CPUID update",
      "the page is dead: it matches no look-up and its root is not used"),
  EFER_NX("efer_nx", "EFER.NX (bit 11)", "bit 63 of a PTE forbids execution, else it is reserved"),
  NXE("nxe", "EFER.NX (bit 11)", "bit 63 of a PTE forbids execution; became efer_nx"),
  CR0_WP("cr0_wp", "CR0.WP (bit 16)", "supervisor writes obey the W bit of PTEs"),
  SMEP_ANDNOT_WP(
      "smep_andnot_wp",
      "CR4.SMEP (bit 20) and not CR0.WP",
      "kernel-writable user pages must not become kernel-executable"),
  SMAP_ANDNOT_WP(
      "smap_andnot_wp",
      "CR4.SMAP (bit 21) and not CR0.WP",
      "kernel-writable user pages must not become kernel-readable"),
  AD_DISABLED(
      "ad_disabled",
      "EPT without accessed and dirty bits; nested: EPTP bit 6 clear",
      "SPTEs have no A/D bits: access is tracked by protection"),
  GUEST_MODE("guest_mode", "the vCPU runs L2", "pages of L1 and of L2 do not mix"),
  PASSTHROUGH(
      "passthrough",
      "host NPT of 5 levels, L1's of 4",
      "the root level shadows nothing and has one entry"),
  IS_MIRROR("is_mirror", "TDX", "the page mirrors the TDX module's private page table"),
  CR4_SMEP("cr4_smep", "CR4.SMEP (bit 20)", "supervisor mode does not execute user pages"),
  SMM("smm", "system management mode", "pages of SMM's address space do not mix with others"),
  VALID(
      "valid", "set by each computation, cleared by a CPUID update", "the role has been computed"),
  EXECONLY("execonly", "EPT execute-only capability of L1", "EPT entries with X alone are legal"),
  CR0_PG("cr0_pg", "CR0.PG (bit 31)", "paging is on"),
  CR4_PAE("cr4_pae", "CR4.PAE (bit 5)", "8-byte PTEs"),
  CR4_PSE("cr4_pse", "CR4.PSE (bit 4)", "4 MiB pages in 32-bit paging"),
  CR4_PKE("cr4_pke", "CR4.PKE (bit 22)", "protection keys apply to user pages"),
  CR4_SMAP("cr4_smap", "CR4.SMAP (bit 21)", "supervisor mode does not access user pages"),
  CR4_LA57("cr4_la57", "CR4.LA57 (bit 12)", "long mode has 5 levels"),
  MAXPHYADDR(
      "maxphyaddr",
      "guest CPUID MAXPHYADDR",
      "reserved bits of PTEs; in the role because a CPUID update did not invalidate it"),
  EFER_LMA("efer_lma", "EFER.LMA (bit 10)", "long mode is active"),
  HAS_PFERR_FETCH(
      "has_pferr_fetch", "EFER.NX or CR4.SMEP", "page-fault error codes tell instruction fetches");

  private static final List<RoleField> ALL = List.of(values());

  private final String kernelName;
  private final String source;
  private final String decides;

  RoleField(String kernelName, String source, String decides) {
    this.kernelName = kernelName;
    this.source = source;
    this.decides = decides;
  }

  /** The name in the kernel's struct. */
  public String kernelName() {
    return kernelName;
  }

  /** What the field is computed from. */
  public String source() {
    return source;
  }

  /** What depends on the field. */
  public String decides() {
    return decides;
  }

  /** What became of the field, or what it was before, under another name. */
  public Optional<Counterpart> counterpart() {
    return switch (this) {
      case NXE -> Optional.of(new Counterpart(EFER_NX, Relation.RENAMED));
      case EFER_NX -> Optional.of(new Counterpart(NXE, Relation.RENAMED));
      case GPTE_IS_8_BYTES -> Optional.of(new Counterpart(HAS_4_BYTE_GPTE, Relation.INVERTED));
      case HAS_4_BYTE_GPTE -> Optional.of(new Counterpart(GPTE_IS_8_BYTES, Relation.INVERTED));
      default -> Optional.empty();
    };
  }

  /** How a field relates to its counterpart. */
  public enum Relation {
    RENAMED,
    INVERTED
  }

  /**
   * Another field that says the same.
   *
   * @param field the other field
   * @param relation whether its bit has the same sense
   */
  public record Counterpart(RoleField field, Relation relation) {}

  /** The field of that kernel name. */
  public static RoleField named(String kernelName) {
    return ALL.stream()
        .filter(f -> f.kernelName.equals(kernelName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no role field " + kernelName));
  }

  /** All kernel names, in the order of the enum. */
  public static List<String> kernelNames() {
    return Arrays.stream(values()).map(RoleField::kernelName).toList();
  }

  @Override
  public String toString() {
    return kernelName;
  }
}
