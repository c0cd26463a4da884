// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedBitsTest {
  private static final ExpectKey CPU_ROLE = ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE);
  private static final long WP = 1L << 16;
  private static final long PSE = 0x10;

  private final VcpuSample svm = VcpuSample.paged();
  private final VcpuSample ept = VcpuSample.pagedWithNpt().with("rrole", 0x3784);
  private final VcpuSample eptWp = ept.with("cr0", 0x80000011L | WP);

  private Recording onIntel() {
    return Recording.of("6.1.0")
        .tracepoint("kvm_exit", "isa", 1, "exit_reason", 48)
        .probe("run", ept)
        .probe("set_cr4", ept, "val", PSE)
        .probe("vmx_cr4", ept, "val", PSE)
        .probe("init_mmu", ept)
        .probe("init_mmu_ret0", ept);
  }

  @Test
  void taskSwitchedMayChangeUnderSvmWithoutAnEvent() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", svm)
            .probe("run", svm.with("cr0", 0x80000019L))
            .translate();
    assertEquals("cr0=0x80000011", Rendering.expected(translation.events.get(2), ExpectKey.CR0));
    assertEquals(1, translation.unchecked(Unchecked.GUEST_OWNED_BITS));
  }

  @Test
  void writeProtectMayNotChangeUnderSvmWithoutAnEvent() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("svm_cr0", svm, "val", 0)
            .probe("run", svm)
            .probe("run", svm.with("cr0", 0x80010011L))
            .translate();
    assertEquals("cr0=0x80010011", Rendering.expected(translation.events.get(2), ExpectKey.CR0));
  }

  @Test
  void writeProtectThatAnEptGuestChangedIsTakenOverWhenTheRoleIsComputed() {
    VcpuSample pae = eptWp.with("cr4", 0x30);
    Translation translation =
        onIntel()
            .probe("run", eptWp)
            .probe("set_cr4", eptWp, "val", 0x30)
            .probe("vmx_cr4", eptWp, "val", 0x30)
            .probe("init_mmu", pae)
            .probe("init_mmu_ret0", pae.with("rcpu", 0x5_0000_2703L))
            .translate();
    assertEquals(
        List.of("write cr4=0x10", "write cr0=0x80010011", "write cr4=0x30"),
        translation.operations());
    assertEquals(Arg.CR0.bit(), translation.last("write cr0=0x80010011").takenOver());
    assertEquals(
        "cr0=0x80010011 root_mmu.cpu_role=0x500002703",
        Rendering.expected(translation.last("write cr4=0x30"), ExpectKey.CR0, CPU_ROLE));
  }

  @Test
  void aRoleThatAWalkRefreshedIsNotExpected() {
    Translation translation =
        onIntel().probe("run", eptWp.with("rcpu", 0x5_0000_2712L)).translate();
    assertFalse(lastOf(translation).expectations().has(CPU_ROLE));
    assertEquals(1, translation.unchecked(Unchecked.STALE_PASSTHROUGH));
  }

  @Test
  void aRoleThatDiffersInAnotherFieldIsExpected() {
    Translation translation =
        onIntel().probe("run", eptWp.with("rcpu", 0x5_0000_3712L)).translate();
    assertTrue(lastOf(translation).expectations().has(CPU_ROLE));
  }

  @Test
  void cr3IsNotExpectedUnderTwoDimensionalPaging() {
    Translation translation = onIntel().translate();
    assertFalse(lastOf(translation).expectations().has(ExpectKey.CR3));
    assertTrue(translation.unchecked(Unchecked.CR3_UNDER_TDP) > 0);
  }

  private static TraceEvent lastOf(Translation translation) {
    return translation.events.get(translation.events.size() - 1);
  }
}
