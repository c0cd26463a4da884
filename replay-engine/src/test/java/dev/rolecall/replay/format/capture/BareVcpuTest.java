// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BareVcpuTest {
  private static Recording cr(Recording recording, int write, int register, long value) {
    return recording.tracepoint("kvm_cr", "rw", write, "cr", register, "val", value);
  }

  private static Recording efer(Recording recording, int write, long value) {
    return recording.tracepoint(
        "kvm_msr", "write", write, "ecx", 0xc0000080L, "data", value, "exception", 0);
  }

  private static Recording known() {
    Recording recording = Recording.of("6.1.0").tracepoint("kvm_entry", "vcpu_id", 0);
    return efer(cr(cr(recording, 0, 0, 0x80000011L), 1, 4, 0x20), 0, 0x500);
  }

  @Test
  void aVcpuAppearsWhenAllItsRegistersHaveBeenSeen() {
    assertEquals("vcpu cr0=0x80000011 cr4=0x20 efer=0x500", known().translate().actions().get(1));
  }

  @Test
  void aWriteCountsOnceTheGuestGoesOn() {
    Recording recording = cr(known(), 1, 4, 0x30).tracepoint("kvm_entry", "vcpu_id", 0);
    assertEquals(List.of("write cr4=0x30"), recording.translate().operations());
  }

  @Test
  void aWriteThatRaisesAnExceptionIsLeftOut() {
    Recording recording =
        cr(known(), 1, 4, 0x30)
            .tracepoint("kvm_inj_exception", "exception", 13)
            .tracepoint("kvm_entry", "vcpu_id", 0);
    assertEquals(List.of(), recording.translate().operations());
  }

  @Test
  void aReadThatDiffersTakesTheRegisterOver() {
    assertEquals(List.of("sregs cr4=0x30"), cr(known(), 0, 4, 0x30).translate().operations());
  }

  @Test
  void whatL2WritesIsLeftOut() {
    Recording nested =
        known()
            .tracepoint("kvm_nested_vmenter", "tdp_enabled", 1, "guest_pgd", 0)
            .tracepoint("kvm_entry", "vcpu_id", 0);
    Recording back =
        cr(nested, 1, 4, 0x10).tracepoint("kvm_nested_vmexit_inject", "exit_code", 129);
    assertEquals(List.of(), back.tracepoint("kvm_entry", "vcpu_id", 0).translate().operations());
  }

  @Test
  void anSmmTransitionIsOneByItsRule() {
    Recording recording =
        known().tracepoint("kvm_smm_transition", "vcpu_id", 0, "smbase", 0, "entering", 1);
    assertEquals(List.of("smm enter=1"), recording.translate().operations());
  }
}
