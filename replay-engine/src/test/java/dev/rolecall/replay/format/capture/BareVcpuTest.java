// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class BareVcpuTest {
  private static final int SVM = 2;
  private static final int WRITE_CR4 = 0x14;
  private static final int IO = 0x7b;
  private static final int CR0_SEL_WRITE = 0x65;
  private static final int VMRUN = 0x80;
  private static final int PAGE_FAULT = 0x4e;
  private static final String ALL =
      "widen cr0=0xffffffffffffffff cr4=0xffffffffffffffff efer=0xffffffffffffffff";
  private static final String ALL_AND_MODES = ALL + " smm=1 guest_mode=1";
  private static final String CR0 = "widen cr0=0xffffffffffffffff";

  private static Recording entry(Recording recording, long rip) {
    return recording.tracepoint("kvm_entry", "vcpu_id", 0, "rip", rip);
  }

  private static Recording exit(Recording recording, int reason, long rip) {
    return recording.tracepoint(
        "kvm_exit", "exit_reason", reason, "guest_rip", rip, "isa", SVM, "info1", 0);
  }

  private static Recording cr(Recording recording, int write, int register, long value) {
    return recording.tracepoint("kvm_cr", "rw", write, "cr", register, "val", value);
  }

  private static Recording userspace(Recording recording) {
    return recording.tracepoint("kvm_userspace_exit", "reason", 2);
  }

  /** A trace that has every kind of event, of a vCPU that runs L1. */
  private static Recording running() {
    Recording recording = exit(entry(userspace(Recording.of("6.1.0")), 0x100), IO, 0x100);
    return entry(recording.tracepoint("kvm_inj_exception", "exception", 3), 0x100);
  }

  /** What the events that follow {@link #running} become. */
  private static List<String> after(Recording recording) {
    List<String> all = recording.translate().operations();
    return all.subList(1, all.size());
  }

  @Test
  void nothingIsKnownOfAVcpuThatAppears() {
    assertEquals(List.of(ALL_AND_MODES), running().translate().operations());
  }

  @Test
  void anExitThatIsNotToldToBeOfL2IsOfL1() {
    List<TraceEvent> events = exit(running(), IO, 0x100).translate().events;
    assertEquals(
        1,
        events.stream()
            .filter(e -> e.expectations().has(ExpectKey.GUEST_MODE))
            .filter(e -> !e.expectations().flag(ExpectKey.GUEST_MODE))
            .count());
  }

  @Test
  void anEntryBehindTheInstructionChangesNothing() {
    assertEquals(List.of(), after(entry(exit(running(), IO, 0x100), 0x10f)));
  }

  @Test
  void anEntryElsewhereMayComeAfterAnything() {
    assertEquals(List.of(ALL_AND_MODES), after(entry(exit(running(), IO, 0x100), 0x110)));
  }

  @Test
  void theVmmMaySetAnything() {
    Recording recording = userspace(exit(running(), IO, 0x100));
    assertEquals(List.of(ALL_AND_MODES), after(entry(recording, 0x102)));
  }

  @Test
  void withoutExitsToTheVmmEveryEntryMayComeFromIt() {
    Recording recording = entry(exit(entry(Recording.of("6.1.0"), 1), IO, 1), 1);
    assertEquals(List.of(ALL_AND_MODES, ALL_AND_MODES), recording.translate().operations());
  }

  @Test
  void aWriteCountsOnceTheGuestGoesOn() {
    Recording recording = entry(cr(exit(running(), WRITE_CR4, 0x100), 1, 4, 0x30), 0x103);
    assertEquals(List.of("write cr4=0x30"), after(recording));
    assertEquals(1, accepted(recording, "write cr4=0x30"));
  }

  @Test
  void aWriteThatRaisesAnExceptionIsRefused() {
    Recording recording =
        cr(exit(running(), WRITE_CR4, 0x100), 1, 4, 0x30)
            .tracepoint("kvm_inj_exception", "exception", 13);
    assertEquals(List.of("write cr4=0x30"), after(entry(recording, 0x100)));
    assertEquals(0, accepted(recording, "write cr4=0x30"));
  }

  @Test
  void withoutExceptionsAWritesOutcomeIsNotTold() {
    Recording recording = exit(entry(userspace(Recording.of("6.1.0")), 0x100), WRITE_CR4, 0x100);
    TraceEvent write = entry(cr(recording, 1, 4, 0x30), 0x103).translate().last("write cr4=0x30");
    assertEquals(false, write.expectations().has(ExpectKey.ACCEPTED));
  }

  @Test
  void aReadIsObserved() {
    TraceEvent read = cr(exit(running(), 4, 0x100), 0, 4, 0x30).translate().last("observe");
    assertEquals(0x30, read.expectations().number(ExpectKey.CR4));
  }

  @Test
  void aWriteThatKvmEmulatesMayHaveAnyValueBeforeAndAfterWhatKvmReadsForIt() {
    Recording recording =
        exit(running(), CR0_SEL_WRITE, 0x100)
            .tracepoint("kvm_mmu_pagetable_walk", "addr", 0x100, "pferr", 16)
            .tracepoint("kvm_mmu_paging_element", "level", 1, "pte", 0x1027)
            .tracepoint("kvm_emulate_insn", "rip", 0x100);
    List<String> events = after(entry(recording, 0x103));
    assertEquals(3, events.size());
    assertEquals(CR0, events.get(0));
    assertTrue(events.get(1).startsWith("walk mmu=root addr=0x100"), events.get(1));
    assertEquals(CR0, events.get(2));
  }

  @Test
  void lostRecordsLeaveNothingKnown() {
    assertEquals(List.of(ALL_AND_MODES), after(running().lost()));
  }

  @Test
  void nothingIsKnownOfL2AndL1IsAsItWas() {
    Recording nested =
        exit(running(), VMRUN, 0x100)
            .tracepoint("kvm_nested_vmenter", "tdp_enabled", 1, "guest_pgd", 0);
    Recording inL2 = exit(entry(nested, 0x4000), IO, 0x4000).tracepoint("kvm_nested_vmexit");
    Recording back = inL2.tracepoint("kvm_nested_vmexit_inject", "exit_code", 129);
    assertEquals(List.of("nested_entry mode=npt", ALL, "nested_exit"), after(entry(back, 0x103)));
  }

  @Test
  void whatSmmLeavesBehindIsNotKnown() {
    Recording recording =
        exit(running(), IO, 0x100)
            .tracepoint("kvm_smm_transition", "vcpu_id", 0, "smbase", 0, "entering", 1);
    recording = exit(entry(recording, 0x8000), IO, 0x8000);
    recording.tracepoint("kvm_smm_transition", "vcpu_id", 0, "smbase", 0, "entering", 0);
    assertEquals(List.of("smm enter=1", "smm enter=0", ALL_AND_MODES), after(recording));
  }

  /** A walk over one entry, which a walk of one page table reads at once. */
  private static Recording walk(Recording recording, long address) {
    return recording
        .tracepoint("kvm_mmu_pagetable_walk", "addr", address, "pferr", 16)
        .tracepoint("kvm_mmu_paging_element", "level", 1, "pte", 0x1027);
  }

  private static Recording walkerError(Recording recording) {
    return recording.tracepoint("kvm_mmu_walker_error", "pferr", 16);
  }

  @Test
  void aWalkBehindAnExitThatIsNotToldToBeOfL2IsOfL1() {
    List<TraceEvent> events =
        walkerError(entry(walk(exit(running(), IO, 0x100), 0x100), 0x102)).translate().events;
    TraceEvent walk = only(events, EventType.WALK);
    assertEquals(MmuId.ROOT_MMU, walk.args().word(Arg.MMU, MmuId.class));
    assertEquals(1, walk.expectations().number(ExpectKey.LEVEL));
  }

  @Test
  void theWalkThatSkipsTheEntryIntoL2IsOfL1() {
    Recording recording = walk(exit(walkerError(running()), VMRUN, 0x100), 0x100);
    recording.tracepoint("kvm_nested_vmenter", "tdp_enabled", 1, "guest_pgd", 0);
    exit(entry(recording, 0x4000), IO, 0x4000).tracepoint("kvm_nested_vmexit");
    List<TraceEvent> events = recording.translate().events;
    TraceEvent walk = only(events, EventType.WALK);
    assertEquals(MmuId.ROOT_MMU, walk.args().word(Arg.MMU, MmuId.class));
    assertEquals(1, walk.expectations().number(ExpectKey.LEVEL));
  }

  @Test
  void withoutEntriesIntoL2OneMayHaveBeenMadeBehindItsInstruction() {
    Recording recording = walk(exit(running(), VMRUN, 0x100), 0x100);
    assertEquals(
        List.of("widen guest_mode=1"),
        after(entry(recording, 0x103)).stream().filter(e -> e.startsWith("widen")).toList());
  }

  @Test
  void aWalkThatStartsWithinOneThatHasReadNothingShowsNestedPaging() {
    Recording recording = walkerError(exit(running(), IO, 0x100)).tracepoint("kvm_nested_vmexit");
    recording.tracepoint("kvm_mmu_pagetable_walk", "addr", 0x100, "pferr", 16);
    List<TraceEvent> events = entry(walk(recording, 0x2000), 0x102).translate().events;
    assertEquals(
        MmuId.NESTED_MMU,
        events.stream()
            .filter(e -> e.expectations().has(ExpectKey.WALK_MMU))
            .findFirst()
            .orElseThrow()
            .expectations()
            .word(ExpectKey.WALK_MMU, MmuId.class));
    TraceEvent inner =
        events.stream().filter(e -> e.type() == EventType.WALK).findFirst().orElseThrow();
    assertEquals(MmuId.GUEST_MMU, inner.args().word(Arg.MMU, MmuId.class));
    assertEquals(1, inner.expectations().number(ExpectKey.LEVEL));
  }

  @Test
  void aPageThatIsLookedUpComesBehindTheWriteThatKvmEmulates() {
    Recording recording = exit(running(), CR0_SEL_WRITE, 0x100);
    recording.tracepoint("kvm_emulate_insn", "rip", 0x100);
    for (int i = 0; i < 2; i++) {
      recording.tracepoint(
          "kvm_mmu_get_page", "gfn", 1, "role", 0x21702, "root_count", 0, "unsync", 0);
    }
    List<String> events = after(entry(recording, 0x103));
    assertEquals(3, events.size(), events::toString);
    assertEquals(CR0, events.get(0));
    assertTrue(events.get(1).startsWith("page"), events.get(1));
    assertTrue(events.get(2).startsWith("page"), events.get(2));
  }

  @Test
  void anExitFromL2OnAHostWithoutNestedPagingIsOfOneThatHasNone() {
    Recording recording = entry(userspace(Recording.of("6.1.0")), 0x100);
    recording.tracepoint(
        "kvm_exit", "exit_reason", PAGE_FAULT, "guest_rip", 0x100, "isa", SVM, "info1", 0);
    recording.tracepoint("kvm_nested_vmexit");
    List<TraceEvent> events = walkerError(entry(walk(recording, 0x100), 0x102)).translate().events;
    TraceEvent walk = only(events, EventType.WALK);
    assertEquals(MmuId.ROOT_MMU, walk.args().word(Arg.MMU, MmuId.class));
    assertEquals(1, walk.expectations().number(ExpectKey.LEVEL));
  }

  private static TraceEvent only(List<TraceEvent> events, EventType type) {
    List<TraceEvent> found = events.stream().filter(e -> e.type() == type).toList();
    assertEquals(1, found.size());
    return found.get(0);
  }

  private static long accepted(Recording recording, String write) {
    return recording.translate().last(write).expectations().number(ExpectKey.ACCEPTED);
  }
}
