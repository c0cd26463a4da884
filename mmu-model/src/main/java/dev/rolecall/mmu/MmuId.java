// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

/** The three MMU contexts of a vCPU: struct kvm_vcpu_arch, kvm_host.h. */
public enum MmuId {
  ROOT("root_mmu"),
  GUEST("guest_mmu"),
  NESTED("nested_mmu");

  private final String kernelName;

  MmuId(String kernelName) {
    this.kernelName = kernelName;
  }

  /** The name of the struct's field. */
  public String kernelName() {
    return kernelName;
  }

  @Override
  public String toString() {
    return kernelName;
  }
}
