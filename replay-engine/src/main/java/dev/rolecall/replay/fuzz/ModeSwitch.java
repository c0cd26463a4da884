// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.replay.trace.Arg;

/**
 * The way of a guest from one paging mode to another: paging goes off, the registers change, paging
 * goes on (SDM volume 3A, 10.8.5). The guest may do other things between any two steps.
 */
final class ModeSwitch {
  private PagingMode target = PagingMode.UNPAGED;
  private boolean active;

  /** Nothing is under way. */
  void stop() {
    active = false;
  }

  /** The guest now wants to be in a mode. */
  void aim(PagingMode mode) {
    target = mode;
    active = true;
  }

  /** Whether there is a next step. */
  boolean isUnderWay(VcpuSketch vcpu) {
    active &= vcpu.registers().mode() != target && vcpu.features().allows(target);
    return active;
  }

  /** The register that the next step writes. */
  Arg register(VcpuSketch.Registers now) {
    if ((now.cr0 & Cr0.PG) != 0) {
      return (now.cr4 & Cr4.PCIDE) != 0 ? Arg.CR4 : Arg.CR0;
    }
    if ((now.efer & Efer.LME) != target.lme()) {
      return Arg.EFER;
    }
    return (now.cr4 & PagingMode.CR4_BITS) != target.cr4() ? Arg.CR4 : Arg.CR0;
  }

  /** The value that the next step writes to {@link #register}. */
  long value(VcpuSketch.Registers now, Arg register) {
    boolean paging = (now.cr0 & Cr0.PG) != 0;
    return switch (register) {
      case CR0 -> paging ? now.cr0 & ~Cr0.PG : now.cr0 | Cr0.PG | Cr0.PE;
      case CR4 -> paging ? now.cr4 & ~Cr4.PCIDE : (now.cr4 & ~PagingMode.CR4_BITS) | target.cr4();
      case EFER -> (now.efer & ~Efer.LME) | target.lme();
      default -> throw new IllegalArgumentException(register.wireName());
    };
  }

  /** The mode that the guest wants to be in. */
  PagingMode target() {
    return target;
  }
}
