// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.LinkedHashMap;
import java.util.Map;

/** A vCPU's state as the probes record it. Every change makes a new sample. */
final class VcpuSample {
  private static final long ROOT_MMU = 680;
  private static final long GUEST_MMU = 1064;
  private static final long NESTED_MMU = 1448;

  private final Map<String, Long> fields;

  private VcpuSample(Map<String, Long> fields) {
    this.fields = fields;
  }

  /** A vCPU of a kernel with cpu_role and root_role, with no role computed yet. */
  static VcpuSample blank() {
    return atAddress(0x1000);
  }

  static VcpuSample atAddress(long vcpu) {
    Map<String, Long> fields = new LinkedHashMap<>();
    fields.put("vcpu", vcpu);
    fields.put("cr0", 0x60000010L);
    for (String name : new String[] {"cr3", "cr4", "efer", "hflags"}) {
      fields.put(name, 0L);
    }
    fields.put("mmu", vcpu + ROOT_MMU);
    fields.put("walk", vcpu + ROOT_MMU);
    fields.put("mpa", 40L);
    for (String name : new String[] {"rcpu", "rrole", "gcpu", "grole", "ncpu", "nrole"}) {
      fields.put(name, 0L);
    }
    return new VcpuSample(fields);
  }

  /** The vCPU in 32-bit paging under shadow paging, as v6.1 computes its roles. */
  static VcpuSample paged() {
    return blank()
        .with("cr0", 0x80000011L)
        .with("cr3", 0x101000L)
        .with("cr4", 0x10L)
        .with("rcpu", 0x5_0000_0712L)
        .with("rrole", 0x1713L);
  }

  /** The same under NPT of five levels. */
  static VcpuSample pagedWithNpt() {
    return paged().with("rrole", 0x3785L);
  }

  VcpuSample with(String field, long value) {
    Map<String, Long> changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    return new VcpuSample(changed);
  }

  VcpuSample without(String field) {
    Map<String, Long> changed = new LinkedHashMap<>(fields);
    changed.remove(field);
    return new VcpuSample(changed);
  }

  /** In L2 with nested paging: guest_mmu translates, nested_mmu walks. */
  VcpuSample inTwoStages() {
    long vcpu = fields.getOrDefault("vcpu", 0L);
    return with("mmu", vcpu + GUEST_MMU).with("walk", vcpu + NESTED_MMU);
  }

  /** As before v5.18: one mmu_role, and the levels beside it. */
  VcpuSample inOldLayout() {
    Map<String, Long> changed = new LinkedHashMap<>(fields);
    for (String letter : new String[] {"r", "g", "n"}) {
      changed.remove(letter + "role");
      changed.put(letter + "rl", 0L);
      changed.put(letter + "sl", 3L);
    }
    return new VcpuSample(changed);
  }

  Map<String, Long> fields() {
    return fields;
  }
}
