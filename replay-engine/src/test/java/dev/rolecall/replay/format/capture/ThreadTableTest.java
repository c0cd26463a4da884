// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThreadTableTest {
  private static Vcpu vcpu(int number) {
    Machine machine =
        new Machine(new KernelRelease(6, 1), Vendor.AMD, Machine.Paging.SHADOW, 4, 1, 0);
    return new Vcpu(
        new VcpuNumber(0, number),
        machine,
        new Recorded(Coverage.FULL, Set.of()),
        new Emitter(new Recording.Translation()));
  }

  @Test
  void everyThreadKeepsItsVcpuHoweverManyThereAre() {
    ThreadTable table = new ThreadTable();
    List<Vcpu> vcpus = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      vcpus.add(vcpu(i));
      table.bind(i * 64 - 7, vcpus.get(i));
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals(vcpus.get(i), table.find(i * 64 - 7).orElseThrow());
    }
    assertTrue(table.find(1).isEmpty());
  }

  @Test
  void aThreadThatRunsAnotherVcpuIsBoundAnew() {
    ThreadTable table = new ThreadTable();
    Vcpu second = vcpu(1);
    table.bind(0, vcpu(0));
    table.bind(0, second);
    assertEquals(second, table.find(0).orElseThrow());
  }
}
