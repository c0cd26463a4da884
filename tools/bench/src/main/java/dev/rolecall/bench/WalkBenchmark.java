// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.bench;

import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.paging.GuestAccess;
import dev.rolecall.mmu.paging.Pferr;
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

/** Walks of 4-level tables that map 512 pages, a page at a time in no simple order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WalkBenchmark {
  private static final int PAGES = 512;
  private static final int PAGE_SHIFT = 12;
  private static final int STRIDE = 179;
  private static final long TABLE = 0x27;
  private static final long PAGE = 0x67;
  private static final Registers LONG_MODE = new Registers(0x8001_0011L, 0x1000, 0x20, 0xd00);

  @Param({"v5.10", "v6.1", "v7.2"})
  public String revision = "";

  private final GuestAccess read = new GuestAccess(Pferr.USER, 3, 0, 0);
  private final GuestMemory memory = new GuestMemory();
  private VcpuMmu vcpu = vcpu("v6.1");
  private int next;

  @Setup
  public void setUp() {
    memory.writeQword(0x1000, 0x2000 | TABLE);
    memory.writeQword(0x2000, 0x3000 | TABLE);
    memory.writeQword(0x3000, 0x4000 | TABLE);
    for (int i = 0; i < PAGES; i++) {
      long frame = 0x100L + i;
      memory.writeQword(0x4000 + i * 8L, (frame << PAGE_SHIFT) | PAGE);
    }
    vcpu = vcpu(revision);
  }

  private VcpuMmu vcpu(String id) {
    Machine host = Machine.standard();
    VcpuState state = new VcpuState(LONG_MODE, GuestCpuid.assumed(host.vendor(), 48));
    return new VcpuMmu(MmuHistory.find(id).orElseThrow().spec(), host, state, memory);
  }

  @Benchmark
  public long fourLevels() {
    next = (next + STRIDE) & (PAGES - 1);
    return vcpu.translate(MmuId.ROOT, (long) next << PAGE_SHIFT, read).gpa();
  }
}
