// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** The three MMUs of a vCPU ({@code struct kvm_vcpu_arch}). */
public enum MmuId implements Word {
  ROOT_MMU("root"),
  GUEST_MMU("guest"),
  NESTED_MMU("nested");

  private final String shortName;
  private final String wireName;

  MmuId(String shortName) {
    this.shortName = shortName;
    this.wireName = shortName + "_mmu";
  }

  /** The kernel's name, as expectations write it: {@code root_mmu}. */
  @Override
  public String wireName() {
    return wireName;
  }

  /** The name in arguments: {@code root}. */
  public String shortName() {
    return shortName;
  }

  /** The model's context of this name. */
  public dev.rolecall.mmu.MmuId model() {
    return switch (this) {
      case ROOT_MMU -> dev.rolecall.mmu.MmuId.ROOT;
      case GUEST_MMU -> dev.rolecall.mmu.MmuId.GUEST;
      case NESTED_MMU -> dev.rolecall.mmu.MmuId.NESTED;
    };
  }

  /** The name of a context of the model. */
  public static MmuId of(dev.rolecall.mmu.MmuId context) {
    return switch (context) {
      case ROOT -> ROOT_MMU;
      case GUEST -> GUEST_MMU;
      case NESTED -> NESTED_MMU;
    };
  }
}
