// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PDPTEs are cached by KVM: kvm_set_cr0(), kvm_set_cr4(), kvm_set_cr3(), v5.18 x86.c. */
class PdptrReloadTest {
  private static final long OLD = 0x2001;
  private static final long NEW = 0x3001;

  @ParameterizedTest
  @CsvSource({"v5.10", "v5.18", "v7.2"})
  void onlySomeWritesReadMemoryAgain(String revision) {
    assertEquals(OLD, pdptrAfter(revision, Register.CR0, 0x80000011L), "CR0.WP");
    assertEquals(OLD, pdptrAfter(revision, Register.CR0, 0x80010019L), "CR0.TS");
    assertEquals(NEW, pdptrAfter(revision, Register.CR0, 0xc0010011L), "CR0.CD");
    assertEquals(OLD, pdptrAfter(revision, Register.CR4, 0x200020), "CR4.SMAP");
    assertEquals(OLD, pdptrAfter(revision, Register.CR4, 0x20), "CR4 as it was");
    assertEquals(NEW, pdptrAfter(revision, Register.CR4, 0x100020), "CR4.SMEP");
    assertEquals(NEW, pdptrAfter(revision, Register.CR4, 0xa0), "CR4.PGE");
    assertEquals(NEW, pdptrAfter(revision, Register.CR3, 0x1000), "CR3 as it was");
    assertEquals(OLD, pdptrAfter(revision, Register.EFER, 0x800), "EFER.NX");
  }

  private static long pdptrAfter(String revision, Register register, long value) {
    GuestMemory memory = new GuestMemory();
    memory.writeQword(0x1000, OLD);
    Registers unpaged = new Registers(0x11, 0x1000, 0x20, 0);
    VcpuMmu vcpu = Guest.vcpu(revision, Guest.NPT, unpaged, memory);
    vcpu.write(Register.CR0, Guest.PAE.cr0());
    assertEquals(OLD, vcpu.state().pdptr(0), "PAE paging on");
    memory.writeQword(0x1000, NEW);
    vcpu.write(register, value);
    return vcpu.state().pdptr(0);
  }
}
