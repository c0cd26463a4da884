// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class VcpuAppearanceTest {
  private static final ExpectKey ROOT_CPU_ROLE = ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE);
  private static final ExpectKey GUEST_CPU_ROLE = ExpectKey.of(MmuId.GUEST_MMU, MmuItem.CPU_ROLE);

  private final VcpuSample blank = VcpuSample.blank();
  private final VcpuSample made = blank.with("rcpu", 0x1_0000_0780L).with("rrole", 0x1783L);
  private final VcpuSample paged = VcpuSample.paged();

  @Test
  void aVcpuAppearsWhenItsMmuIsFirstInitialised() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("svm_cr0", blank, "val", 0x60000010L)
            .probe("init_mmu", blank)
            .probe("init_mmu_ret0", made)
            .probe("run", made)
            .translate();
    String vcpu = "vcpu maxphyaddr=40 cr0=0x60000010 cr3=0x0 cr4=0x0 efer=0x0 smm=0 guest_mode=0";
    assertEquals("pages state=none", translation.actions().get(1));
    assertEquals(vcpu, translation.actions().get(2));
    assertEquals(
        "root_mmu.cpu_role=0x100000780 guest_mmu.cpu_role=0x0",
        Rendering.expected(translation.last(vcpu), ROOT_CPU_ROLE, GUEST_CPU_ROLE));
    assertEquals(0, translation.last(vcpu).takenOver());
  }

  @Test
  void aVcpuWhoseCpuidIsSetBeforeItsResetAppearsBeforeThat() {
    Translation translation =
        Recording.of("7.2.0")
            .probe("set_cpuid", blank.with("cr0", 0))
            .probe("init_mmu", blank.with("cr0", 0).with("rrole", 0x1000))
            .probe("init_mmu_ret0", made.with("cr0", 0))
            .probe("svm_cr0", made.with("cr0", 0), "val", 0x60000010L)
            .probe("svm_cr4", made, "val", 0)
            .probe("svm_efer", made, "val", 0)
            .probe("init_mmu", made)
            .probe("init_mmu_ret0", made)
            .translate();
    assertEquals(
        List.of("cpuid maxphyaddr=40", "sregs cr0=0x60000010 cr3=0x0 cr4=0x0 efer=0x0"),
        translation.operations());
  }

  @Test
  void whereTheTraceBeginsMidwayOnlyRootMmuIsKnown() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("init_mmu_ret0", paged)
            .probe("run", paged.with("gcpu", 0x5_0002_1712L))
            .translate();
    TraceEvent vcpu = translation.events.get(1);
    assertEquals(EventType.VCPU, vcpu.type());
    assertEquals(
        "root_mmu.cpu_role=0x500000712", Rendering.expected(vcpu, ROOT_CPU_ROLE, GUEST_CPU_ROLE));
    assertEquals(1, translation.unchecked(Unchecked.UNKNOWN_STATE));
    assertEquals(2, translation.unchecked(Unchecked.UNKNOWN_WORDS));
  }

  @Test
  void afterLostEventsTheStateIsTakenOverAnew() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", paged)
            .probe("set_cr4", paged, "val", 0x30)
            .lost()
            .probe("init_mmu_ret0", paged)
            .probe("run", paged.with("cr0", 0x80000013L))
            .translate();
    assertEquals(1, translation.unchecked(Unchecked.LOST_EVENTS));
    TraceEvent again = translation.events.get(translation.events.size() - 1);
    assertEquals(EventType.VCPU, again.type());
    assertNotEquals(0, again.takenOver());
    assertEquals(List.of(), translation.operations());
  }

  @Test
  void anL2WithNestedPagingIsNotTakenOver() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", paged.with("hflags", 0x20).inTwoStages())
            .probe("run", paged)
            .translate();
    assertEquals(1, translation.unchecked(Unchecked.UNKNOWN_STATE));
    assertEquals(
        "guest_mode=0", Rendering.expected(translation.events.get(1), ExpectKey.GUEST_MODE));
  }

  @Test
  void aModeThatChangesUnseenTakesTheStateOver() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", paged)
            .probe("run", paged.with("hflags", 0x40))
            .translate();
    assertEquals(1, translation.unchecked(Unchecked.UNSEEN_CHANGE));
    assertEquals(EventType.VCPU, translation.events.get(2).type());
  }

  @Test
  void anotherVcpuAtTheSameAddressAppearsAnew() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", paged)
            .probe("init_mmu", blank)
            .probe("init_mmu_ret0", made)
            .translate();
    assertEquals(2, translation.events.stream().filter(e -> e.type() == EventType.VCPU).count());
    assertEquals(0, translation.unchecked(Unchecked.LOST_EVENTS));
  }

  @Test
  void aVcpuOfAnOldKernelWaitsForARecordWithItsPhysicalAddressWidth() {
    VcpuSample old = paged.inOldLayout();
    Translation translation =
        Recording.of("5.10.0").probe("run", old.without("mpa")).probe("load", old).translate();
    assertEquals(1, translation.unchecked(Unchecked.UNKNOWN_STATE));
    assertEquals(
        "root_mmu.mmu_role=0x500000712 root_mmu.shadow_root_level=3",
        Rendering.expected(
            translation.events.get(1),
            ExpectKey.of(MmuId.ROOT_MMU, MmuItem.MMU_ROLE),
            ExpectKey.of(MmuId.ROOT_MMU, MmuItem.SHADOW_ROOT_LEVEL)));
  }

  @Test
  void aChangedAddressWidthOfAnOldKernelIsACpuidUpdate() {
    VcpuSample old = paged.inOldLayout();
    Translation translation =
        Recording.of("5.10.0")
            .probe("load", old.with("mpa", 36))
            .probe("reset_ctx", old)
            .probe("init_mmu", old)
            .probe("init_mmu_ret1", old)
            .translate();
    assertEquals(List.of("cpuid maxphyaddr=40"), translation.operations());
  }

  /** The vCPU behind a gap, whose first record there does not tell MAXPHYADDR. */
  private static String behindGap(Recording recording) {
    VcpuSample silent = VcpuSample.paged().without("mpa");
    List<String> actions = recording.lost().probe("run", silent).translate().actions();
    return actions.stream().filter(action -> action.startsWith("vcpu")).toList().get(1);
  }

  @Test
  void aCpuidThatMayHaveBeenSetWithinAGapIsNotKnown() {
    Recording recording = Recording.of("6.1.0").probe("sregs", paged.with("mpa", 36));
    assertEquals("vcpu cr0=", behindGap(recording).substring(0, 9));
  }

  @Test
  void theCpuidOfAGuestThatHasRunIsKept() {
    Recording recording = Recording.of("6.1.0").probe("run", paged.with("mpa", 36));
    recording.tracepoint("kvm_entry", "vcpu_id", 0, "rip", 0x100);
    assertEquals("vcpu maxphyaddr=36 cr0=", behindGap(recording).substring(0, 23));
  }
}
