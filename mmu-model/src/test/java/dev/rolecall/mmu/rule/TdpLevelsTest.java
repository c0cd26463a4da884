// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Machine.EptAd;
import dev.rolecall.mmu.cpu.Machine.Tdp;
import dev.rolecall.mmu.cpu.Vendor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TdpLevelsTest {
  /** kvm_mmu_get_tdp_level(); get_max_npt_level() (v5.10), get_npt_level() (v5.18). */
  @ParameterizedTest
  @CsvSource({
    "V5_10, INTEL, 5, 52, 5",
    "V5_10, INTEL, 5, 49, 5",
    "V5_10, INTEL, 5, 48, 4",
    "V5_10, INTEL, 4, 52, 4",
    "V5_10, AMD,   4, 48, 4",
    "V5_10, AMD,   5, 52, 4",
    "V5_18, INTEL, 5, 52, 5",
    "V5_18, INTEL, 5, 48, 4",
    "V5_18, INTEL, 4, 52, 4",
    "V5_18, AMD,   4, 52, 4",
    "V5_18, AMD,   5, 52, 5",
    "V5_18, AMD,   5, 40, 5",
  })
  void levelsAreTheKernels(TdpLevels rule, Vendor vendor, int hostLevels, int width, int want) {
    Machine host = new Machine(vendor, Tdp.ON, hostLevels, EptAd.PRESENT, 52);
    assertEquals(want, rule.of(host, width));
  }
}
