// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestWriteTest {
  private static final ExpectKey CPU_ROLE = ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE);
  private static final ExpectKey CONTEXT = ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CONTEXT);

  private final VcpuSample before = VcpuSample.paged();
  private final VcpuSample wpSet = before.with("cr0", 0x80010011L);
  private final VcpuSample computed = wpSet.with("rcpu", 0x5_0000_2712L);

  @Test
  void aWriteCarriesTheRolesThatWereComputedFromIt() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("set_cr0", before, "val", 0x80010011L)
            .probe("svm_cr0", before, "val", 0x80010011L)
            .probe("post_cr0", wpSet, "old", 0x80000011L, "new", 0x80010011L)
            .probe("init_mmu", wpSet)
            .probe("init_mmu_ret0", computed)
            .probe("run", computed)
            .translate();
    assertEquals(List.of("write cr0=0x80010011"), translation.operations());
    assertEquals(
        "accepted=1 cr0=0x80010011 root_mmu.cpu_role=0x500002712 root_mmu.context=reconfigured",
        Rendering.expected(
            translation.last("write cr0=0x80010011"),
            ExpectKey.ACCEPTED,
            ExpectKey.CR0,
            CPU_ROLE,
            CONTEXT));
  }

  @Test
  void theStateBeforeAWriteIsExpectedBeforeIt() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("set_cr0", before, "val", 0x80010011L)
            .probe("svm_cr0", before, "val", 0x80010011L)
            .probe("run", wpSet)
            .translate();
    assertEquals("cr0=0x80000011", Rendering.expected(translation.events.get(2), ExpectKey.CR0));
    assertEquals("observe", Rendering.of(translation.events.get(2)));
  }

  @Test
  void aWriteThatTheVendorsCodeNeverGetsWasRefused() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("svm_efer", before, "val", 0)
            .probe("set_cr4", before, "val", 0x100010L)
            .tracepoint("kvm_inj_exception", "exception", 13)
            .probe("run", before)
            .translate();
    assertEquals(
        "accepted=0 cr4=0x10",
        Rendering.expected(
            translation.last("write cr4=0x100010"), ExpectKey.ACCEPTED, ExpectKey.CR4));
  }

  @Test
  void aCr3WriteIsAcceptedIfTheNextRecordHasTheValue() {
    VcpuSample switched = before.with("cr3", 0x102000L);
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("set_cr3", before, "val", 0x102000L)
            .probe("new_pgd", before, "newpgd", 0x102000L)
            .probe("new_pgd_ret0", before)
            .probe("run", switched)
            .probe("set_cr3", switched, "val", 0x103000L)
            .probe("run", switched)
            .translate();
    assertEquals(List.of("write cr3=0x102000", "write cr3=0x103000"), translation.operations());
    assertEquals(
        "accepted=1",
        Rendering.expected(translation.last("write cr3=0x102000"), ExpectKey.ACCEPTED));
    assertEquals(
        "accepted=0",
        Rendering.expected(translation.last("write cr3=0x103000"), ExpectKey.ACCEPTED));
  }

  @Test
  void theTracepointOfAWriteThatAProbeRecordsIsNoSecondWrite() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .tracepoint("kvm_cr", "rw", 1, "cr", 0, "val", 0x80010011L)
            .probe("set_cr0", before, "val", 0x80010011L)
            .probe("svm_cr0", before, "val", 0x80010011L)
            .probe("run", wpSet)
            .translate();
    assertEquals(List.of("write cr0=0x80010011"), translation.operations());
  }

  @Test
  void eferIsWrittenWhereTheVendorsCodeSetsItOutsideOfAnyOperation() {
    VcpuSample nx = before.with("efer", 0x800L);
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("svm_efer", before, "val", 0x800L)
            .probe("reset_ctx", nx)
            .probe("init_mmu", nx)
            .probe("init_mmu_ret0", nx.with("rcpu", 0x5_0000_1712L))
            .tracepoint("kvm_msr", "write", 1, "ecx", 0xc0000080L, "data", 0x800, "exception", 0)
            .probe("run", nx.with("rcpu", 0x5_0000_1712L))
            .translate();
    assertEquals(List.of("write efer=0x800"), translation.operations());
    assertEquals(
        "accepted=1 root_mmu.cpu_role=0x500001712",
        Rendering.expected(translation.last("write efer=0x800"), ExpectKey.ACCEPTED, CPU_ROLE));
  }

  @Test
  void aRefusedEferWriteIsKnownFromItsTracepoint() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .tracepoint("kvm_msr", "write", 1, "ecx", 0xc0000080L, "data", 0x100, "exception", 1)
            .probe("run", before)
            .translate();
    assertEquals(
        "accepted=0", Rendering.expected(translation.last("write efer=0x100"), ExpectKey.ACCEPTED));
  }

  @Test
  void eventsOfOneVcpuNeverGoBackInTimeOrNumber() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("set_cr0", before, "val", 0x80010011L)
            .probe("svm_cr0", before, "val", 0x80010011L)
            .tracepoint("kvm_fpu", "load", 1)
            .probe("run", wpSet)
            .translate();
    for (int i = 1; i < translation.events.size(); i++) {
      assertEquals(i + 1, translation.events.get(i).seq());
      assertEquals(
          true, translation.events.get(i - 1).timeNs() <= translation.events.get(i).timeNs());
    }
  }
}
