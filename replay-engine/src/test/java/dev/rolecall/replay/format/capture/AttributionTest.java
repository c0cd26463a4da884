// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributionTest {
  private final VcpuSample first = VcpuSample.paged();
  private final VcpuSample second =
      VcpuSample.paged().with("vcpu", 0x9000).with("mmu", 0x9000 + 680).with("walk", 0x9000 + 680);

  private static Recording page(Recording recording) {
    return recording.tracepoint(
        "kvm_mmu_prepare_zap_page", "gfn", 5, "role", 0x1703, "root_count", 0, "unsync", 0);
  }

  @Test
  void twoVcpusOfOneNumberBelongToTwoVms() {
    Translation translation =
        Recording.of("6.1.0")
            .thread(1)
            .probe("run", first)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .thread(2)
            .probe("run", second)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .translate();
    assertEquals(List.of("0/0", "1/0"), numbers(translation));
  }

  @Test
  void twoVcpusOfTwoNumbersBelongToOneVm() {
    Translation translation =
        Recording.of("6.1.0")
            .thread(1)
            .probe("run", first)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .thread(2)
            .probe("run", second)
            .tracepoint("kvm_entry", "vcpu_id", 1)
            .translate();
    assertEquals(List.of("0/0", "0/1"), numbers(translation));
  }

  @Test
  void aTracepointBelongsToTheVcpuThatItsThreadRuns() {
    Recording recording =
        Recording.of("6.1.0")
            .thread(1)
            .probe("run", first)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .thread(2)
            .probe("run", second)
            .tracepoint("kvm_entry", "vcpu_id", 1)
            .thread(1);
    TraceEvent zap = ofType(page(recording).translate(), EventType.PAGE);
    assertEquals(0, zap.vcpu());
    assertEquals("page gfn=0x5 op=zap role=0x1703 root_count=0 unsync=0", Rendering.of(zap));
  }

  @Test
  void aKernelThreadsZapBelongsToNoVcpu() {
    Recording recording = Recording.of("6.1.0").thread(1).probe("run", first).thread(77);
    assertFalse(ofType(page(recording).translate(), EventType.PAGE).hasVcpu());
  }

  @Test
  void aThreadThatOnlyFreesRootsRunsNoVcpu() {
    Recording recording =
        Recording.of("6.1.0").thread(1).probe("run", first).thread(77).probe("unload", first);
    assertFalse(ofType(page(recording).translate(), EventType.PAGE).hasVcpu());
  }

  @Test
  void aWalkIsOneEventWithItsEntries() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", first)
            .tracepoint("kvm_mmu_pagetable_walk", "addr", 0x827d, "pferr", 0x10)
            .tracepoint("kvm_mmu_paging_element", "pte", 0x141003, "level", 2)
            .tracepoint("kvm_mmu_paging_element", "pte", 0x8067, "level", 1)
            .probe("run", first)
            .translate();
    assertEquals(
        "walk mmu=root addr=0x827d error=0x10 ptes=[2, 1314819, 1, 32871] by 2",
        Rendering.of(ofType(translation, EventType.WALK)));
  }

  @Test
  void aWalkOfAnInstructionThatWroteARegisterComesAfterTheWrite() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", first)
            .probe("set_cr3", first, "val", 0x105000)
            .tracepoint("kvm_mmu_pagetable_walk", "addr", 0x9b16, "pferr", 0x10)
            .tracepoint("kvm_mmu_paging_element", "pte", 0x83, "level", 2)
            .tracepoint("kvm_mmu_set_accessed_bit", "gpa", 0x105000)
            .tracepoint("kvm_emulate_insn", "rip", 0x9b16)
            .probe("run", first.with("cr3", 0x105000))
            .translate();
    List<String> actions =
        translation.operations().stream().filter(text -> !text.startsWith("unknown")).toList();
    assertEquals(
        List.of("write cr3=0x105000", "walk mmu=root addr=0x9b16 error=0x10 ptes=[2, 131] by 2"),
        actions);
    TraceEvent walk = ofType(translation, EventType.WALK);
    assertEquals(
        "level=2 accessed=[1069056] by 1 dirty=[] by 1",
        Rendering.expected(walk, ExpectKey.LEVEL, ExpectKey.ACCESSED, ExpectKey.DIRTY));
  }

  @Test
  void aFaultIsFollowedByItsMappingAndItsSpte() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", first)
            .tracepoint("kvm_page_fault", "fault_address", 0x6ff8, "error_code", 2)
            .tracepoint("kvm_mmu_spte_requested", "gfn", 6, "pfn", 0x105eb7, "level", 1)
            .tracepoint(
                "kvm_mmu_set_spte",
                "gfn",
                6,
                "spte",
                0x105eb7e23L,
                "sptep",
                0x102577030L,
                "level",
                1)
            .probe("run", first)
            .translate();
    assertEquals(
        List.of(
            "page_fault addr=0x6ff8 error=0x2",
            "map gfn=0x6 level=1",
            "spte gfn=0x6 level=1 spte=0x105eb7e23 sptep=0x102577030"),
        translation.operations());
  }

  /** kvm_mmu_spte_requested of v5.10 has the faulting address where later kernels have a frame. */
  @Test
  void anOldKernelsMappingNamesTheAddress() {
    VcpuSample old = first.inOldLayout();
    Translation translation =
        Recording.of("5.10.0")
            .probe("run", old)
            .tracepoint("kvm_mmu_spte_requested", "gfn", 6, "pfn", 0x105eb7, "level", 1)
            .translate();
    assertEquals(List.of("map addr=0x6000 level=1"), translation.operations());
  }

  @Test
  void anInvlpgsSpteIsOfNoFault() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", first)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .tracepoint("kvm_mmu_set_spte", "gfn", 6, "spte", 1, "sptep", 0x30, "level", 1)
            .translate();
    assertFalse(ofType(translation, EventType.SPTE).hasVcpu());
  }

  @Test
  void onlyPageFaultsThatAreNewAreInjections() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", first)
            .tracepoint("kvm_inj_exception", "exception", 14, "error_code", 5, "reinjected", 0)
            .tracepoint("kvm_inj_exception", "exception", 14, "error_code", 6, "reinjected", 1)
            .tracepoint("kvm_inj_exception", "exception", 13, "error_code", 7, "reinjected", 0)
            .translate();
    assertEquals(List.of("inject error=0x5"), translation.operations());
  }

  @Test
  void lostEventsLeaveNoPageKnown() {
    Translation translation = Recording.of("6.1.0").probe("run", first).lost().translate();
    assertEquals("pages state=unknown", Rendering.of(ofType(translation, EventType.PAGES)));
  }

  @Test
  void aZapOfAllPagesLeavesNone() {
    Translation translation =
        Recording.of("6.1.0")
            .thread(1)
            .probe("run", first)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .thread(77)
            .tracepoint("kvm_mmu_zap_all_fast", "mmu_valid_gen", 1)
            .translate();
    assertEquals("pages state=none", Rendering.of(ofType(translation, EventType.PAGES)));
  }

  @Test
  void aZapByAThreadOfNoVmLeavesThePagesOfBothInDoubt() {
    Recording recording =
        Recording.of("6.1.0")
            .thread(1)
            .probe("run", first)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .thread(2)
            .probe("run", second)
            .tracepoint("kvm_entry", "vcpu_id", 0)
            .thread(77);
    Translation translation = page(recording).translate();
    List<String> pages =
        translation.events.stream()
            .filter(event -> event.type() == EventType.PAGES)
            .map(event -> event.vm() + " " + Rendering.of(event))
            .toList();
    assertEquals(List.of("0 pages state=unknown", "1 pages state=unknown"), pages);
  }

  @Test
  void whatIsNotUnderstoodIsKeptAsItWas() {
    Translation translation =
        Recording.of("6.1.0").probe("run", first).tracepoint("kvm_fpu", "load", 1).translate();
    assertEquals(
        "unknown name=kvm_fpu raw={load=1}", Rendering.of(ofType(translation, EventType.UNKNOWN)));
  }

  private static List<String> numbers(Translation translation) {
    return translation.events.stream()
        .filter(event -> event.type() == EventType.VCPU)
        .map(event -> event.vm() + "/" + event.vcpu())
        .toList();
  }

  private static TraceEvent ofType(Translation translation, EventType type) {
    return translation.events.stream().filter(e -> e.type() == type).findFirst().orElseThrow();
  }
}
