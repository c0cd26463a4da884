// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which vCPU each thread runs: a hash table of thread numbers that looks up without allocating. */
final class ThreadTable {
  private static final int FIRST_SIZE = 64;

  private int[] pids = new int[FIRST_SIZE];
  private List<Optional<Vcpu>> vcpus = empty(FIRST_SIZE);
  private int count;

  /** The vCPU that a thread was last seen to run; none for one that runs none. */
  Optional<Vcpu> find(int pid) {
    return vcpus.get(slot(pid));
  }

  /** Notes that a thread runs a vCPU. */
  void bind(int pid, Vcpu vcpu) {
    int slot = slot(pid);
    Optional<Vcpu> bound = vcpus.get(slot);
    if (bound.isPresent() && bound.get() == vcpu) {
      return;
    }
    if (bound.isEmpty()) {
      if (2 * ++count > pids.length) {
        grow();
        slot = slot(pid);
      }
      pids[slot] = pid;
    }
    vcpus.set(slot, Optional.of(vcpu));
  }

  private int slot(int pid) {
    int mask = pids.length - 1;
    int slot = ((pid * 0x9e3779b9) >>> 16) & mask;
    while (vcpus.get(slot).isPresent() && pids[slot] != pid) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldPids = pids;
    List<Optional<Vcpu>> oldVcpus = vcpus;
    pids = new int[2 * oldPids.length];
    vcpus = empty(pids.length);
    for (int i = 0; i < oldPids.length; i++) {
      if (oldVcpus.get(i).isPresent()) {
        int slot = slot(oldPids[i]);
        pids[slot] = oldPids[i];
        vcpus.set(slot, oldVcpus.get(i));
      }
    }
  }

  private static List<Optional<Vcpu>> empty(int size) {
    List<Optional<Vcpu>> slots = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      slots.add(Optional.empty());
    }
    return slots;
  }
}
