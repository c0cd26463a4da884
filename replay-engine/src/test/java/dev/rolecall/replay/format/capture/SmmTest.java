// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmmTest {
  private static final long SMM = 0x40;

  private final VcpuSample before = VcpuSample.paged();
  private final VcpuSample halfway = before.with("hflags", SMM).with("rcpu", 0x5_0100_0712L);
  private final VcpuSample inside =
      before.with("hflags", SMM).with("cr0", 0x10).with("cr4", 0).with("rcpu", 0x1_0100_0780L);
  private final VcpuSample left = inside.with("hflags", 0).with("rcpu", 0x1_0000_0780L);

  private Recording entered() {
    return Recording.of("6.1.0")
        .probe("run", before)
        .probe("smm", before, "entering", 1)
        .probe("reset_ctx", before.with("hflags", SMM))
        .probe("init_mmu", before.with("hflags", SMM))
        .probe("init_mmu_ret0", halfway)
        .probe("svm_cr0", halfway, "val", 0x10)
        .probe("svm_cr4", halfway.with("cr0", 0x10), "val", 0)
        .probe("svm_efer", halfway.with("cr0", 0x10).with("cr4", 0), "val", 0)
        .probe("reset_ctx", inside.with("rcpu", 0x5_0100_0712L))
        .probe("init_mmu", inside.with("rcpu", 0x5_0100_0712L))
        .probe("init_mmu_ret0", inside)
        .probe("run", inside);
  }

  @Test
  void anEntryIsTwoEventsWhereTheContextIsResetTwice() {
    Translation translation = entered().translate();
    assertEquals(
        List.of("smm cr0=0x80000011 cr3=0x101000 cr4=0x10 efer=0x0 enter=1", "smm enter=1"),
        translation.operations());
    assertEquals(
        "smm=1 cr0=0x80000011 root_mmu.cpu_role=0x501000712",
        Rendering.expected(
            translation.events.get(3),
            ExpectKey.SMM,
            ExpectKey.CR0,
            ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE)));
    assertEquals(
        "cr0=0x10 cr4=0x0 efer=0x0",
        Rendering.expected(
            translation.last("smm enter=1"), ExpectKey.CR0, ExpectKey.CR4, ExpectKey.EFER));
  }

  @Test
  void rsmIsAnExitWithSmmsRegistersAndThenWrites() {
    VcpuSample paged = left.with("cr0", 0x80000011L);
    Translation translation =
        entered()
            .probe("smm", inside, "entering", 0)
            .probe("reset_ctx", left.with("rcpu", 0x1_0100_0780L))
            .probe("init_mmu", left.with("rcpu", 0x1_0100_0780L))
            .probe("init_mmu_ret0", left)
            .probe("svm_efer", left, "val", 0)
            .probe("set_cr3", left, "val", 0x101000L)
            .probe("set_cr0", left, "val", 0x80000011L)
            .probe("svm_cr0", left, "val", 0x80000011L)
            .probe("run", paged)
            .translate();
    assertEquals(
        List.of(
            "smm cr0=0x10 cr3=0x101000 cr4=0x0 efer=0x0 enter=0",
            "write efer=0x0",
            "write cr3=0x101000",
            "write cr0=0x80000011"),
        translation.operations().subList(2, 6));
  }

  @Test
  void anEntryOfAnOldKernelIsOneEvent() {
    VcpuSample old = before.inOldLayout();
    VcpuSample oldInside = inside.inOldLayout();
    Translation translation =
        Recording.of("5.10.0")
            .probe("run", old)
            .probe("smm", old)
            .probe("svm_cr0", old.with("hflags", SMM), "val", 0x10)
            .probe("svm_cr4", old.with("hflags", SMM), "val", 0)
            .probe("svm_efer", old.with("hflags", SMM), "val", 0)
            .probe("reset_ctx", oldInside)
            .probe("unload", oldInside)
            .probe("init_mmu", oldInside)
            .probe("init_mmu_ret1", oldInside)
            .probe("run", oldInside)
            .translate();
    assertEquals(List.of("smm enter=1"), translation.operations());
    assertEquals("smm=1", Rendering.expected(translation.last("smm enter=1"), ExpectKey.SMM));
  }

  @Test
  void anOldKernelLeavesSmmWithoutAProbeOfItsOwnAndResetsAgainAtTheEnd() {
    VcpuSample oldInside = inside.inOldLayout();
    VcpuSample oldLeft = left.inOldLayout();
    Translation translation =
        Recording.of("5.10.0")
            .probe("load", oldInside)
            .probe("reset_ctx", oldLeft)
            .probe("unload", oldLeft)
            .probe("init_mmu", oldLeft)
            .probe("init_mmu_ret1", oldLeft)
            .probe("reset_ctx", oldLeft)
            .probe("unload", oldLeft)
            .probe("init_mmu", oldLeft)
            .probe("init_mmu_ret1", oldLeft)
            .probe("run", oldLeft)
            .translate();
    assertEquals(
        List.of("smm cr0=0x10 cr3=0x101000 cr4=0x0 efer=0x0 enter=0", "unload", "init_mmu"),
        translation.operations());
  }

  @Test
  void aNewerKernelHasOtherModeFlags() {
    Translation translation =
        Recording.of("7.2.0")
            .probe("run", before)
            .probe("reset_ctx", before.with("hflags", 0x2))
            .probe("init_mmu", before.with("hflags", 0x2))
            .probe("init_mmu_ret0", halfway.with("hflags", 0x2))
            .probe("run", halfway.with("hflags", 0x2))
            .translate();
    assertEquals("smm=1", Rendering.expected(translation.events.get(2), ExpectKey.SMM));
  }
}
