// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.format.capture.KernelRelease;
import java.util.List;

/**
 * A function of KVM, as kernels since some release have it.
 *
 * @param module where it is
 * @param function its name
 * @param since the oldest release of the history that has it with these parameters
 * @param parameters the names of its parameters, the first of them the vCPU
 */
record Site(KvmModule module, String function, KernelRelease since, List<String> parameters) {
  static final KernelRelease V5_10 = new KernelRelease(5, 10);
  static final KernelRelease V5_18 = new KernelRelease(5, 18);
  static final KernelRelease V6_1 = new KernelRelease(6, 1);
  static final KernelRelease V7_2 = new KernelRelease(7, 2);

  /** Makes the list this record's own. */
  Site {
    parameters = List.copyOf(parameters);
  }

  static Site of(KvmModule module, String function, KernelRelease since, String... parameters) {
    return new Site(module, function, since, List.of(parameters));
  }

  Site withParameters(List<String> others) {
    return new Site(module, function, since, others);
  }

  /** The symbol as a probe names it. */
  String symbol(Linkage linkage) {
    boolean named = module != KvmModule.KVM || linkage == Linkage.MODULE;
    return named ? module.symbolName() + ":" + function : function;
  }
}
