// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;

/** Who runs on a vCPU. */
enum Runner {
  L1("L1"),
  SMM("SMM"),
  NPT_L2("L2 (npt)"),
  EPT_L2("L2 (ept)"),
  SHADOWED_L2("L2 (shadow)");

  private final String words;

  Runner(String words) {
    this.words = words;
  }

  /** Who runs on a vCPU of that host. */
  static Runner of(VcpuMmu mmu, HostKind host) {
    if (!mmu.state().guestMode()) {
      return mmu.state().smm() ? SMM : L1;
    }
    if (mmu.walkMmu() != MmuId.NESTED) {
      return SHADOWED_L2;
    }
    return host.isIntel() ? EPT_L2 : NPT_L2;
  }

  @Override
  public String toString() {
    return words;
  }
}
