// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;

/** What has KVM decide about contexts and roots. */
enum Occasion {
  WRITE_CR0("write cr0"),
  WRITE_CR3("write cr3"),
  WRITE_CR4("write cr4"),
  WRITE_EFER("write efer"),
  WRITE_PKRU("write pkru"),
  SREGS("sregs"),
  SMM_ENTRY("smm entry"),
  SMM_EXIT("smm exit"),
  NPT_ENTRY("nested_entry npt"),
  EPT_ENTRY("nested_entry ept"),
  SHADOW_ENTRY("nested_entry shadow"),
  NESTED_EXIT("nested_exit"),
  CPUID("cpuid"),
  INIT_MMU("init_mmu"),
  LOAD("load"),
  UNLOAD("unload"),
  NEW_PGD("new_pgd"),
  ZAP("page zap"),
  /** Nothing is asked of KVM. */
  NONE("none");

  private final String words;

  Occasion(String words) {
    this.words = words;
  }

  /** The occasion that an event is. */
  static Occasion of(TraceEvent event) {
    KeyValues<Arg> args = event.args();
    return switch (event.type()) {
      case WRITE -> write(args);
      case SREGS -> SREGS;
      case SMM -> args.flag(Arg.ENTER) ? SMM_ENTRY : SMM_EXIT;
      case NESTED_ENTRY -> entry(args.word(Arg.MODE, NestedMode.class));
      case NESTED_EXIT -> NESTED_EXIT;
      case CPUID -> CPUID;
      case INIT_MMU -> INIT_MMU;
      case LOAD -> LOAD;
      case UNLOAD -> UNLOAD;
      case NEW_PGD -> NEW_PGD;
      case PAGE -> PageAct.isZap(event) ? ZAP : NONE;
      default -> NONE;
    };
  }

  private static Occasion write(KeyValues<Arg> args) {
    if (args.has(Arg.CR0)) {
      return WRITE_CR0;
    }
    if (args.has(Arg.CR3)) {
      return WRITE_CR3;
    }
    if (args.has(Arg.CR4)) {
      return WRITE_CR4;
    }
    return args.has(Arg.EFER) ? WRITE_EFER : WRITE_PKRU;
  }

  private static Occasion entry(NestedMode mode) {
    return switch (mode) {
      case NPT -> NPT_ENTRY;
      case EPT -> EPT_ENTRY;
      case SHADOW -> SHADOW_ENTRY;
    };
  }

  /** Whether KVM may refuse it. */
  boolean isWrite() {
    return switch (this) {
      case WRITE_CR0, WRITE_CR3, WRITE_CR4, WRITE_EFER, WRITE_PKRU, SREGS -> true;
      default -> false;
    };
  }

  /** Whether it takes the vCPU into SMM or L2, or out of them. */
  boolean isWorldSwitch() {
    return switch (this) {
      case SMM_ENTRY, SMM_EXIT, NPT_ENTRY, EPT_ENTRY, SHADOW_ENTRY, NESTED_EXIT -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
