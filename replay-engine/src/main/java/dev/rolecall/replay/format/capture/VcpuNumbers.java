// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The numbers of all vCPUs of a trace.
 *
 * <p>A record names a vCPU by its address or by its thread, and KVM's number of it is 0 in every
 * VM. No record names a VM: a vCPU belongs to the first VM that has no vCPU of its number yet.
 */
public final class VcpuNumbers {
  private final Map<Long, Long> ids = new LinkedHashMap<>();
  private final Map<Long, VcpuNumber> numbers = new HashMap<>();
  private final Set<VcpuNumber> taken = new HashSet<>();

  /** Numbers for vCPUs of which nothing is known. */
  VcpuNumbers() {}

  /** Numbers for vCPUs of which these have entered the guest, each with KVM's number of it. */
  VcpuNumbers(Map<Long, Long> entered) {
    ids.putAll(entered);
  }

  /** KVM's number of each vCPU that entered the guest, in the order in which they did. */
  Map<Long, Long> ids() {
    return ids;
  }

  /** Notes KVM's number of a vCPU. */
  void note(long identity, long id) {
    ids.putIfAbsent(identity, id);
  }

  /** What stands for each vCPU that entered the guest. */
  Set<Long> identities() {
    return ids.keySet();
  }

  /** How many VMs the vCPUs that entered the guest belong to. */
  int vms() {
    return (int) taken.stream().map(VcpuNumber::vm).distinct().count();
  }

  /** The numbers of a vCPU; one that never entered the guest gets a free one. */
  VcpuNumber of(long identity) {
    if (numbers.isEmpty()) {
      ids.forEach(this::number);
    }
    return numbers.computeIfAbsent(identity, unknown -> claimAny());
  }

  /** Only damage makes a number that is no {@code int}; such a vCPU gets a free one like others. */
  private void number(long identity, long id) {
    if (id >= 0 && id <= Integer.MAX_VALUE) {
      numbers.put(identity, claim((int) id));
    }
  }

  private VcpuNumber claim(int vcpu) {
    int vm = 0;
    while (!taken.add(new VcpuNumber(vm, vcpu))) {
      vm++;
    }
    return new VcpuNumber(vm, vcpu);
  }

  private VcpuNumber claimAny() {
    int vcpu = 0;
    while (!taken.add(new VcpuNumber(0, vcpu))) {
      vcpu++;
    }
    return new VcpuNumber(0, vcpu);
  }
}
