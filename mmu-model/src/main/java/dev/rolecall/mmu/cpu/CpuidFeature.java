// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** Guest CPUID features that the MMU or KVM's register rules depend on. */
public enum CpuidFeature {
  NX,
  GBPAGES,
  LA57,
  SMEP,
  SMAP,
  PKU,
  LM,
  PCID,
  PSE36,
  LAM
}
