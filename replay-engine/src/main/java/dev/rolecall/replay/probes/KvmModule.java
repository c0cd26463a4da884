// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.trace.Vendor;

/** The modules that KVM consists of. */
enum KvmModule {
  KVM("kvm"),
  KVM_AMD("kvm_amd"),
  KVM_INTEL("kvm_intel");

  private final String symbolName;

  KvmModule(String symbolName) {
    this.symbolName = symbolName;
  }

  /** The name before a symbol, as /proc/modules has it. */
  String symbolName() {
    return symbolName;
  }

  static KvmModule of(Vendor vendor) {
    return vendor == Vendor.INTEL ? KVM_INTEL : KVM_AMD;
  }
}
