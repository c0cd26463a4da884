// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.format.capture.GuestWalk.Ending;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Makes walks trace events.
 *
 * <p>A walk that KVM makes to skip an instruction that wrote a register (kvm_emulate_instruction
 * with EMULTYPE_SKIP, v6.1 svm.c) is of the new registers, though what came of the write may show
 * later: then the walk is held until the write has been emitted.
 */
final class WalkEvents {
  private final VcpuTracker vcpu;
  private final OperationTracker operations;
  private final WalkTables tables;
  private final Deque<GuestWalk> held = new ArrayDeque<>();

  WalkEvents(VcpuTracker vcpu, OperationTracker operations, WalkTables tables) {
    this.vcpu = vcpu;
    this.operations = operations;
    this.tables = tables;
  }

  /** Emits a walk, or holds it; whoever has it in the end is given it back. */
  void take(GuestWalk walk, Consumer<GuestWalk> back) {
    if (operations.isWriting() || !held.isEmpty()) {
      held.add(walk);
    } else {
      emit(walk);
      back.accept(walk);
    }
  }

  /** Emits the walks that were held, if the write that they wait for has been emitted. */
  void release(Consumer<GuestWalk> back) {
    while (!held.isEmpty() && !operations.isWriting()) {
      GuestWalk walk = held.remove();
      emit(walk);
      back.accept(walk);
    }
  }

  /** Gives back the walks that were held: their outcome is not known. */
  void drop(Consumer<GuestWalk> back) {
    held.forEach(
        walk -> {
          vcpu.out().notChecked(Unchecked.LOST_EVENTS);
          back.accept(walk);
        });
    held.clear();
  }

  private void emit(GuestWalk walk) {
    TraceEvent event = vcpu.begin(EventType.WALK, walk.position());
    walk.mmu().ifPresent(mmu -> event.args().set(Arg.MMU, mmu));
    event.args().set(Arg.ADDR, walk.address());
    event.args().set(Arg.ERROR, walk.error());
    event.args().setTuples(Arg.PTES).copyFrom(walk.entries());
    if (walk.isSound() && walk.mmu().isPresent() && tellsOutcome()) {
      expect(walk, event.expectations());
    }
    vcpu.sendBare();
  }

  /** Whether nothing is missing that would tell of another outcome, or of another walker. */
  private boolean tellsOutcome() {
    if (vcpu.coverage().hasProbes()) {
      return vcpu.isKnown() && operations.isIdle();
    }
    return vcpu.evidence().contains(Evidence.WALKER_ERRORS) && tables.isCertain();
  }

  private static void expect(GuestWalk walk, KeyValues<ExpectKey> expected) {
    if (walk.isFaulted()) {
      expected.set(ExpectKey.FAULT, walk.fault());
      if (walk.ending() == Ending.NESTED_FAULT) {
        expected.set(ExpectKey.FAULT_NESTED, 1);
      }
    } else if (walk.isAtEnd()) {
      expected.set(ExpectKey.LEVEL, walk.lastLevel());
    }
    expected.setTuples(ExpectKey.ACCESSED).copyFrom(walk.accessed());
    expected.setTuples(ExpectKey.DIRTY).copyFrom(walk.dirty());
  }
}
