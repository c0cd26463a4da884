// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SurveyTest {
  private static String machine(Recording recording) {
    return recording.translate().actions().get(0);
  }

  @Test
  void aDirectRoleOfAPagedGuestIsTwoDimensionalPaging() {
    assertEquals(
        "machine revision=v6.1 vendor=amd tdp=1 tdp_levels=5 ept_ad=1 tdp_mmu=0",
        machine(Recording.of("6.1.0").probe("run", VcpuSample.pagedWithNpt())));
  }

  @Test
  void anIndirectRoleOfAPagedGuestIsShadowPaging() {
    assertEquals(
        "machine revision=v6.1 vendor=amd tdp=0 tdp_levels=4 ept_ad=1 tdp_mmu=0",
        machine(Recording.of("6.1.0").probe("run", VcpuSample.paged())));
  }

  @Test
  void aDirectRoleOfThreeLevelsIsShadowPagingOfAnUnpagedGuest() {
    VcpuSample unpaged = VcpuSample.blank().with("rcpu", 0x1_0000_0780L).with("rrole", 0x1783);
    assertEquals(
        "machine revision=v6.1 vendor=amd tdp=0 tdp_levels=4 ept_ad=1 tdp_mmu=0",
        machine(Recording.of("6.1.0").probe("run", unpaged)));
  }

  @Test
  void aRoleWithoutAccessedAndDirtyBitsIsEptThatLacksThem() {
    VcpuSample ept = VcpuSample.pagedWithNpt().with("rrole", 0x13784);
    assertEquals(
        "machine revision=v6.1 vendor=intel tdp=1 tdp_levels=4 ept_ad=0 tdp_mmu=1",
        machine(
            Recording.of("6.1.0")
                .tracepoint("kvm_exit", "isa", 1, "exit_reason", 48)
                .tracepoint("kvm_tdp_mmu_spte_changed", "gfn", 1)
                .probe("run", ept)));
  }

  @Test
  void withoutProbesTheExitsTell() {
    assertEquals(
        "machine revision=v6.12 vendor=amd tdp=0 tdp_levels=4 ept_ad=1 tdp_mmu=0",
        machine(Recording.of("6.12.0").tracepoint("kvm_exit", "isa", 2, "exit_reason", 0x4e)));
  }
}
