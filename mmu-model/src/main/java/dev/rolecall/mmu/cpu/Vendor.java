// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** Whose virtualisation a host has, or whose CPU a guest sees. */
public enum Vendor {
  AMD,
  INTEL
}
