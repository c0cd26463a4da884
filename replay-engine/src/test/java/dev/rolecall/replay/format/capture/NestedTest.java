// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class NestedTest {
  private static final long GUEST_MODE = 0x20;
  private static final String NPT_ENTRY =
      "nested_entry cr0=0x80000031 cr3=0x5000 cr4=0x20 efer=0x1000 mode=npt ncr3=0x120000";

  private final VcpuSample l1 = VcpuSample.pagedWithNpt().with("efer", 0x1000);
  private final VcpuSample entering = l1.with("hflags", GUEST_MODE);
  private final VcpuSample l2 =
      entering
          .inTwoStages()
          .with("cr0", 0x80000031L)
          .with("cr3", 0x5000)
          .with("cr4", 0x20)
          .with("gcpu", 0x5_0002_1712L)
          .with("grole", 0x21715L)
          .with("ncpu", 0x1_0002_0703L);

  private Recording entered() {
    return Recording.of("6.1.0")
        .probe("run", l1)
        .tracepoint("kvm_nested_vmenter", "tdp_enabled", 1, "guest_pgd", 0x120000)
        .probe(
            "npt_init",
            entering.with("mmu", 0x1000 + 1064),
            "a_cr0",
            0x80000000L,
            "a_cr4",
            0x10,
            "a_efer",
            0x1000,
            "a_ncr3",
            0x120000)
        .probe("npt_init_ret", entering.with("mmu", 0x1000 + 1064))
        .probe("new_pgd", entering.with("mmu", 0x1000 + 1064), "newpgd", 0x120000)
        .probe("new_pgd_ret0", entering.with("mmu", 0x1000 + 1064))
        .probe("svm_efer", entering.inTwoStages(), "val", 0x1000)
        .probe("svm_cr0", entering.inTwoStages(), "val", 0x80000031L)
        .probe("svm_cr4", entering.inTwoStages(), "val", 0x20)
        .probe("init_mmu", l2.with("ncpu", 0))
        .probe("init_mmu_ret1", l2)
        .probe("run", l2);
  }

  @Test
  void anEntryHasL1sRootAndTheRegistersOfL2() {
    Translation translation = entered().translate();
    assertEquals(List.of(NPT_ENTRY), translation.operations());
    TraceEvent entry = translation.last(NPT_ENTRY);
    assertEquals(Arg.CR3.bit(), entry.takenOver());
    assertEquals(
        "guest_mmu.root_role=0x21715 nested_mmu.cpu_role=0x100020703 mmu=guest_mmu"
            + " walk_mmu=nested_mmu guest_mode=1 accepted=1",
        Rendering.expected(
            entry,
            ExpectKey.of(MmuId.GUEST_MMU, MmuItem.ROOT_ROLE),
            ExpectKey.of(MmuId.NESTED_MMU, MmuItem.CPU_ROLE),
            ExpectKey.MMU,
            ExpectKey.WALK_MMU,
            ExpectKey.GUEST_MODE,
            ExpectKey.ACCEPTED));
  }

  @Test
  void anSvmExitGivesNoRegistersAndExpectsThoseThatWereRestored() {
    VcpuSample clobbered = l1.with("cr4", 0x30);
    Translation translation =
        entered()
            .probe("svm_efer", l2.with("hflags", 0), "val", 0x1000)
            .probe("svm_cr0", l2.with("hflags", 0), "val", 0x80000011L)
            .probe("svm_cr4", l2.with("hflags", 0), "val", 0x30)
            .tracepoint("kvm_nested_vmexit_inject", "exit_code", 129)
            .probe("init_mmu", clobbered)
            .probe("init_mmu_ret0", clobbered)
            .probe("run", clobbered)
            .translate();
    assertEquals(List.of(NPT_ENTRY, "nested_exit"), translation.operations());
    assertEquals(
        "cr4=0x30 guest_mode=0 accepted=1",
        Rendering.expected(
            translation.last("nested_exit"),
            ExpectKey.CR4,
            ExpectKey.GUEST_MODE,
            ExpectKey.ACCEPTED));
  }

  @Test
  void anExitThatNeverLoadedCr3IsCheckedAgainstTheNextRecord() {
    VcpuSample broken = l1.with("cr4", 0x20).with("cr3", 0);
    Translation translation =
        entered()
            .probe("svm_efer", l2.with("hflags", 0), "val", 0x1000)
            .probe("svm_cr0", l2.with("hflags", 0), "val", 0x80000011L)
            .probe("svm_cr4", l2.with("hflags", 0), "val", 0x20)
            .probe("unload", broken)
            .translate();
    TraceEvent exit = translation.last("nested_exit");
    assertEquals("cr4=0x20", Rendering.expected(exit, ExpectKey.CR4));
    assertFalse(exit.expectations().has(ExpectKey.ACCEPTED));
  }

  @Test
  void aVmxExitTakesOverTheRegistersThatL1Chose() {
    VcpuSample host = l1.with("cr4", 0x2020).with("rrole", 0x3784);
    Translation translation =
        Recording.of("6.1.0")
            .tracepoint("kvm_exit", "isa", 1, "exit_reason", 48)
            .probe("run", l1.with("rrole", 0x3784))
            .tracepoint("kvm_nested_vmenter", "tdp_enabled", 1, "guest_pgd", 0x7000)
            .probe(
                "ept_init",
                entering.with("mmu", 0x1000 + 1064),
                "a_eptp",
                0x705e,
                "a_execonly",
                1,
                "a_ad",
                1)
            .probe("ept_init_ret", entering.with("mmu", 0x1000 + 1064))
            .probe("vmx_cr0", entering.inTwoStages(), "val", 0x80000031L)
            .probe("init_mmu_ret1", l2)
            .probe("run", l2)
            .probe("vmx_efer", l2.with("hflags", 0), "val", 0x1000)
            .probe("init_mmu_ret0", host)
            .probe("run", host)
            .translate();
    assertEquals(
        List.of(
            "nested_entry cr0=0x80000031 cr3=0x5000 cr4=0x20 efer=0x1000 mode=ept eptp=0x705e"
                + " execonly=1 ad=1",
            "nested_exit cr0=0x80000011 cr3=0x101000 cr4=0x2020 efer=0x1000"),
        translation.operations());
    assertEquals(
        Arg.CR0.bit() | Arg.CR3.bit() | Arg.CR4.bit() | Arg.EFER.bit(),
        translation.events.get(translation.events.size() - 2).takenOver());
  }

  @Test
  void aKernelWithoutTheCr0ArgumentHasTheOthersOnePlaceEarlier() {
    Translation translation =
        Recording.of("7.2.0")
            .probe("run", l1)
            .probe(
                "npt_init",
                entering.with("hflags", 1).with("mmu", 0x1000 + 1064),
                "a_cr0",
                0x10,
                "a_cr4",
                0x1000,
                "a_efer",
                0x120000,
                "a_ncr3",
                1)
            .probe("svm_efer", entering.with("hflags", 1).inTwoStages(), "val", 0x1000)
            .probe("init_mmu_ret1", l2.with("hflags", 1))
            .translate();
    assertEquals(List.of(NPT_ENTRY), translation.operations());
  }

  @Test
  void anEntryThatFailsIsEnteredAndLeft() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", l1)
            .tracepoint("kvm_nested_vmenter", "tdp_enabled", 0, "guest_pgd", 0)
            .probe("svm_efer", entering, "val", 0x1000)
            .probe("svm_cr0", entering, "val", 0x31)
            .probe("svm_cr4", entering, "val", 0)
            .probe("svm_efer", l1.with("cr0", 0x31), "val", 0x1000)
            .probe("svm_cr0", l1.with("cr0", 0x31), "val", 0x80000011L)
            .probe("svm_cr4", l1.with("cr4", 0), "val", 0x10)
            .probe("init_mmu_ret0", l1)
            .probe("run", l1)
            .translate();
    assertEquals(
        List.of("nested_entry cr0=0x31 cr4=0x0 efer=0x1000 mode=shadow", "nested_exit"),
        translation.operations());
  }

  @Test
  void rsmIntoL2GivesL1BackWhatItHadBeforeTheSmi() {
    VcpuSample smm = l1.with("hflags", 0x40).with("cr0", 0x10).with("cr4", 0).with("efer", 0);
    VcpuSample out = smm.with("hflags", 0);
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", l1)
            .probe("reset_ctx", l1.with("hflags", 0x40))
            .probe("init_mmu_ret0", l1.with("hflags", 0x40))
            .probe("svm_cr0", l1.with("hflags", 0x40), "val", 0x10)
            .probe("init_mmu_ret0", smm)
            .probe("run", smm)
            .probe("reset_ctx", out)
            .probe("init_mmu_ret0", out)
            .tracepoint("kvm_nested_vmenter", "tdp_enabled", 1, "guest_pgd", 0x120000)
            .probe("svm_efer", out.with("hflags", GUEST_MODE), "val", 0x1000)
            .probe("init_mmu_ret1", l2)
            .probe("run", l2)
            .translate();
    assertEquals(
        List.of("sregs cr0=0x80000011 cr3=0x101000 cr4=0x10 efer=0x1000", NPT_ENTRY),
        translation.operations().subList(3, 5));
    assertFalse(
        translation
            .last(NPT_ENTRY)
            .expectations()
            .has(ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE)));
    assertEquals(2, translation.unchecked(Unchecked.RESUMED_L2));
  }

  @Test
  void anExitFromAnL2ThatTheTraceBeganInTakesL1sRegistersOver() {
    VcpuSample shadowL2 = VcpuSample.paged().with("hflags", GUEST_MODE);
    VcpuSample back = VcpuSample.paged().with("cr4", 0x30);
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", shadowL2)
            .probe("svm_efer", shadowL2.with("hflags", 0), "val", 0)
            .probe("init_mmu_ret0", back)
            .translate();
    assertEquals(
        List.of("nested_exit cr0=0x80000011 cr3=0x101000 cr4=0x30 efer=0x0"),
        translation.operations());
    assertEquals(EventType.VCPU, translation.events.get(1).type());
  }
}
