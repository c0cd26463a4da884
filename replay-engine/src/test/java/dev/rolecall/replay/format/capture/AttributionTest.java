// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.EventType;
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
