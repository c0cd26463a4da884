// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.role.EptParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Random inputs in lockstep: what a patch must not change. */
class ReuseTest {
  private static final int SEQUENCES = 400;
  private static final int STEPS = 60;
  private static final List<Registers> STATES = States.registers();
  private static final List<Machine> HOSTS =
      List.of(
          Guest.NPT,
          Guest.NPT_5,
          Guest.EPT,
          Guest.EPT_5,
          Guest.EPT_WITHOUT_AD,
          Guest.AMD_SHADOW,
          Guest.INTEL_SHADOW);

  /** Splitting the roles decides nothing anew: both words are equal when the one word was. */
  @Test
  void series07ReconfiguresAndKeepsContextsAsSeries06Does() {
    lockstep("series/06", "series/07", 0x5eed07);
  }

  /** What series/11 and series/13 take out of the mmu_role is still in the cpu_role. */
  @Test
  void laterPatchesReconfigureAndKeepContextsAsSeries07Does() {
    lockstep("series/07", "series/11", 0x5eed11);
    lockstep("series/07", "series/13", 0x5eed13);
    lockstep("series/07", "series/14", 0x5eed14);
    lockstep("series/07", "series/16", 0x5eed16);
    lockstep("series/07", "series/17", 0x5eed17);
    lockstep("series/07", "series/22", 0x5eed22);
  }

  private static void lockstep(String first, String second, long seed) {
    Random random = new Random(seed);
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      Machine host = pick(random, HOSTS);
      VcpuMmu a = Guest.vcpu(first, host, Guest.REAL);
      VcpuMmu b = Guest.vcpu(second, host, Guest.REAL);
      List<String> steps = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        Step next = step(random, a, host);
        steps.add(next.name());
        next.apply(a);
        next.apply(b);
        String where = "seed 0x%x, %s, %s".formatted(seed, host, steps);
        assertEquals(a.state().registers(), b.state().registers(), where);
        assertEquals(a.mmu(), b.mmu(), where);
        for (MmuId id : MmuId.values()) {
          int want = a.context(id).configurations();
          assertEquals(want, b.context(id).configurations(), id + " " + where);
        }
      }
    }
  }

  private record Step(String name, Consumer<VcpuMmu> input) {
    void apply(VcpuMmu vcpu) {
      vcpu.begin(VcpuMmu.Acceptance.UNRECORDED);
      input.accept(vcpu);
    }
  }

  private static Step step(Random random, VcpuMmu vcpu, Machine host) {
    Registers other = pick(random, STATES);
    boolean inSmm = vcpu.state().smm();
    boolean inL2 = vcpu.state().guestMode();
    return switch (random.nextInt(9)) {
      case 0 -> write(Register.CR0, other.cr0());
      case 1 -> write(Register.CR4, other.cr4());
      case 2 -> write(Register.EFER, other.efer() & ~0x400);
      case 3 -> new Step("sregs " + other, v -> v.setSregs(other));
      case 4 -> cpuid(host.vendor(), pick(random, List.of(36, 40, 48, 52)));
      case 5 -> new Step("init_mmu", VcpuMmu::initMmu);
      case 6 ->
          inSmm
              ? new Step("rsm", v -> v.leaveSmm(v.savedBySmm()))
              : new Step("smi", VcpuMmu::enterSmm);
      default ->
          inL2
              ? new Step("exit", v -> v.leaveNested(v.savedByNested()))
              : entry(random, host, other);
    };
  }

  private static Step write(Register register, long value) {
    return new Step("%s=0x%x".formatted(register, value), v -> v.write(register, value));
  }

  private static Step cpuid(Vendor vendor, int maxphyaddr) {
    return new Step("cpuid " + maxphyaddr, v -> v.setCpuid(GuestCpuid.assumed(vendor, maxphyaddr)));
  }

  private static Step entry(Random random, Machine host, Registers l2) {
    if (!host.hasTdp() || random.nextInt(4) == 0) {
      return new Step("shadow " + l2, v -> v.enterNested(l2));
    }
    if (host.vendor() == Vendor.AMD) {
      return new Step("npt " + l2, v -> v.enterNestedNpt(l2, 0x6000));
    }
    EptParams ept = new EptParams(4 + random.nextInt(2), random.nextInt(2), random.nextInt(2));
    return new Step("ept " + l2 + ept, v -> v.enterNestedEpt(l2, 0x6000, ept));
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
