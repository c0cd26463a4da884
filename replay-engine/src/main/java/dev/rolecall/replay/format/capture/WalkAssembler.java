// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * Puts together a walk of a guest's tables from kvm_mmu_pagetable_walk and the
 * kvm_mmu_paging_elements behind it. Nothing marks its end, so it is held until something else
 * comes.
 */
final class WalkAssembler {
  private final VcpuTracker vcpu;
  private final LongTuples entries = new LongTuples(2);
  private boolean going;
  private long position;
  private long address;
  private long error;

  WalkAssembler(VcpuTracker vcpu) {
    this.vcpu = vcpu;
  }

  void start(long newPosition, long newAddress, long newError) {
    end();
    going = true;
    position = newPosition;
    address = newAddress;
    error = newError;
  }

  void entry(long level, long pte) {
    if (going) {
      entries.add(level, pte);
    }
  }

  void end() {
    if (!going) {
      return;
    }
    TraceEvent event = vcpu.begin(EventType.WALK, position);
    event.args().set(Arg.ADDR, address);
    event.args().set(Arg.ERROR, error);
    event.args().setTuples(Arg.PTES).copyFrom(entries);
    vcpu.sendBare();
    drop();
  }

  void drop() {
    going = false;
    entries.clear();
  }
}
