// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

/** The role words of a context. */
enum RoleWordKind {
  CPU_ROLE("cpu_role"),
  /** Named root_role since series/14. */
  MMU_ROLE("mmu_role");

  private final String kernelName;

  RoleWordKind(String kernelName) {
    this.kernelName = kernelName;
  }

  @Override
  public String toString() {
    return kernelName;
  }
}
