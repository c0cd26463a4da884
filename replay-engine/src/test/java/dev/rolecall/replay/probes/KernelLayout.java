// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.btf.BtfBlob;
import dev.rolecall.replay.btf.BtfBlob.Part;

/**
 * Where the members that probes read lie in the kernels of the captures, as those kernels' own
 * types have it (Debian's 5.10.223, 6.1.192 and 7.2.13).
 */
enum KernelLayout {
  V5_10(
      296, 3608, new int[] {392, 416, 424, 472, 464, 616, 1824}, new int[] {624, 1024, 1424, 400}),
  V6_1(296, 2200, new int[] {144, 168, 176, 224, 216, 376, 1536}, new int[] {384, 768, 1152, 384}),
  V6_12(296, 2192, new int[] {144, 168, 176, 224, 216, 376, 1512}, new int[] {384, 760, 1136, 376}),
  V7_2(296, 2352, new int[] {152, 176, 184, 232, 224, 376, 1488}, new int[] {384, 752, 1120, 368});

  private final int arch;
  private final int maxPhyAddr;
  private final int[] registers;
  private final int[] mmus;

  /**
   * A layout.
   *
   * @param arch the offset of arch in struct kvm_vcpu
   * @param maxPhyAddr that of arch.maxphyaddr in struct kvm_vcpu
   * @param registers those of cr0, cr3, cr4, efer, hflags, mmu and walk_mmu in arch
   * @param mmus those of root_mmu, guest_mmu and nested_mmu in arch, and the size of each
   */
  KernelLayout(int arch, int maxPhyAddr, int[] registers, int[] mmus) {
    this.arch = arch;
    this.maxPhyAddr = maxPhyAddr;
    this.registers = registers.clone();
    this.mmus = mmus.clone();
  }

  /** The types, without any function. */
  BtfBlob blob() {
    return in(BtfBlob.kernel());
  }

  /** Adds the types to others. */
  BtfBlob in(BtfBlob blob) {
    int wide = blob.number("unsigned long", 8);
    int word = blob.number("unsigned int", 4);
    int root =
        blob.struct("kvm_mmu_root_info", 16, new Part("pgd", wide, 0), new Part("hpa", wide, 8));
    int roots = blob.array(root, 3);
    int mmu = mmu(blob, new int[] {wide, word, root, roots});
    int inArch =
        blob.struct(
            "kvm_vcpu_arch",
            8000,
            new Part("cr0", wide, registers[0]),
            new Part("cr3", wide, registers[1]),
            new Part("cr4", wide, registers[2]),
            new Part("efer", wide, registers[3]),
            new Part("hflags", word, registers[4]),
            new Part("mmu", blob.pointer(), registers[5]),
            new Part("walk_mmu", blob.pointer(), registers[6]),
            new Part("root_mmu", mmu, mmus[0]),
            new Part("guest_mmu", mmu, mmus[1]),
            new Part("nested_mmu", mmu, mmus[2]),
            new Part("maxphyaddr", word, maxPhyAddr - arch));
    blob.struct("kvm_vcpu", 9000, new Part("vcpu_id", word, 36), new Part("arch", inArch, arch));
    return blob;
  }

  private int mmu(BtfBlob blob, int[] types) {
    int wide = types[0];
    int word = types[1];
    int root = types[2];
    int roots = types[3];
    return switch (this) {
      case V5_10 -> {
        int octet = blob.number("u8", 1);
        yield blob.struct(
            "kvm_mmu",
            mmus[3],
            new Part("root_hpa", wide, 64),
            new Part("root_pgd", wide, 72),
            new Part("mmu_role", blob.union("kvm_mmu_role", 8, new Part("as_u64", wide, 0)), 80),
            new Part("root_level", octet, 88),
            new Part("shadow_root_level", octet, 89),
            new Part("prev_roots", roots, 96));
      }
      case V6_1 -> split(blob, new int[] {wide, word, root, roots}, new int[] {56, 72, 80, 88});
      case V6_12 -> split(blob, new int[] {wide, word, root, roots}, new int[] {48, 64, 72, 80});
      case V7_2 -> split(blob, new int[] {wide, word, root, roots}, new int[] {48, 72, 80, 88});
    };
  }

  private int split(BtfBlob blob, int[] types, int[] offsets) {
    int cpuRole = blob.union("kvm_cpu_role", 8, new Part("as_u64", types[0], 0));
    int rootRole = blob.union("kvm_mmu_page_role", 4, new Part("word", types[1], 0));
    return blob.struct(
        "kvm_mmu",
        mmus[3],
        new Part("root", types[2], offsets[0]),
        new Part("cpu_role", cpuRole, offsets[1]),
        new Part("root_role", rootRole, offsets[2]),
        new Part("prev_roots", types[3], offsets[3]));
  }
}
