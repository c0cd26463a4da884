// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.bench;

import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Machine.EptAd;
import dev.rolecall.mmu.cpu.Machine.Tdp;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuHistory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** kvm_init_mmu() on registers that change each time, so that no context is kept for long. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoleBenchmark {
  private static final int STATES = 64;

  @Param({"v5.10", "v5.18", "v6.1", "v7.2"})
  public String revision = "";

  @Param({"TDP", "SHADOW"})
  public String paging = "";

  private final Registers[] states = new Registers[STATES];
  private VcpuMmu vcpu = vcpu(Machine.standard(), "v6.1", Registers.RESET);
  private int next;

  @Setup
  public void setUp() {
    for (int i = 0; i < STATES; i++) {
      states[i] = state(i);
    }
    Machine host =
        paging.equals("TDP")
            ? Machine.standard()
            : new Machine(Vendor.AMD, Tdp.OFF, 4, EptAd.PRESENT, 48);
    vcpu = vcpu(host, revision, states[0]);
  }

  /** A state in long mode, with each bit of {@code bits} a bit that roles hold. */
  private static Registers state(int bits) {
    long cr0 = Cr0.PG | Cr0.PE | pick(bits, 0, Cr0.WP);
    long cr4 =
        Cr4.PAE | pick(bits, 1, Cr4.PSE) | pick(bits, 2, Cr4.SMEP) | pick(bits, 3, Cr4.SMAP);
    long efer = Efer.LME | Efer.LMA | pick(bits, 4, Efer.NX);
    return new Registers(cr0, 0x1000, cr4 | pick(bits, 5, Cr4.PKE), efer);
  }

  private static long pick(int bits, int bit, long value) {
    return ((bits >>> bit) & 1) == 1 ? value : 0;
  }

  private static VcpuMmu vcpu(Machine host, String revision, Registers registers) {
    VcpuState state = new VcpuState(registers, GuestCpuid.assumed(host.vendor(), 48));
    return new VcpuMmu(
        MmuHistory.find(revision).orElseThrow().spec(), host, state, new GuestMemory());
  }

  @Benchmark
  public long recompute() {
    vcpu.state().setRegisters(states[next++ & (STATES - 1)]);
    vcpu.initMmu();
    return vcpu.context(MmuId.ROOT).mmuRole();
  }
}
