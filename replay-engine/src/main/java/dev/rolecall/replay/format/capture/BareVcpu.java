// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * A vCPU of which only tracepoints tell. It appears once CR0, CR4 and EFER have each been read or
 * written; from then on writes are events, and a read that differs takes the register over. Nothing
 * is expected: KVM_SET_SREGS, and a write that KVM emulates, leave no trace. What L2 does to its
 * registers is left out: they are not L1's, and no tracepoint gives those that it starts with.
 */
final class BareVcpu {
  private static final int GENERAL_PROTECTION = 13;
  private static final Arg[] REGISTERS = {Arg.CR0, Arg.CR3, Arg.CR4, Arg.EFER};
  private static final int CR3 = 1;
  private static final int NO_WRITE = -1;

  private final VcpuTracker vcpu;
  private final long[] values = new long[REGISTERS.length];
  private final boolean[] valued = new boolean[REGISTERS.length];
  private int pending = NO_WRITE;
  private long pendingValue;
  private long pendingPosition;
  private boolean appeared;
  private boolean inL2;

  BareVcpu(VcpuTracker vcpu) {
    this.vcpu = vcpu;
  }

  void lost() {
    pending = NO_WRITE;
    appeared = false;
    for (int i = 0; i < valued.length; i++) {
      valued[i] = false;
    }
  }

  /** Takes a control register's value as the guest read it. */
  void read(Arg register, long value) {
    settle();
    int i = index(register);
    if (inL2 || i < 0) {
      vcpu.out().notChecked(Unchecked.NO_PROBES);
    } else if (appeared && valued[i] && differs(i, value)) {
      takeOver(i, value);
    } else {
      learn(i, value);
    }
  }

  /** Takes a write, which the kernel may yet refuse. */
  void write(Arg register, long value, long position) {
    settle();
    pending = inL2 ? NO_WRITE : index(register);
    if (pending == NO_WRITE) {
      vcpu.out().notChecked(Unchecked.NO_PROBES);
    }
    pendingValue = value;
    pendingPosition = position;
  }

  /** Takes an exception that KVM injects: after a write, its refusal. */
  void exception(long vector) {
    if (vector == GENERAL_PROTECTION) {
      refused();
    }
    settle();
  }

  /** Takes a write that was refused. */
  void refused() {
    if (pending != NO_WRITE) {
      vcpu.out().notChecked(Unchecked.NO_PROBES);
    }
    pending = NO_WRITE;
  }

  /** The vCPU went on: a write that was held back has been accepted. */
  void settle() {
    if (pending == NO_WRITE) {
      return;
    }
    if (appeared) {
      emitWrite();
      values[pending] = pendingValue;
    } else {
      learn(pending, pendingValue);
    }
    pending = NO_WRITE;
  }

  /** Takes an SMM transition; 1 is entry. */
  void smm(long entering) {
    settle();
    if (appeared && !inL2) {
      TraceEvent event = vcpu.begin(EventType.SMM);
      event.args().set(Arg.ENTER, entering);
      vcpu.sendBare();
      follow(entering != 0);
    }
  }

  void enterL2() {
    settle();
    inL2 = true;
  }

  void leaveL2() {
    settle();
    inL2 = false;
  }

  private void follow(boolean entering) {
    int cr0 = index(Arg.CR0);
    if (entering) {
      values[cr0] &= ~Cr0.CLEARED_BY_SMM;
      values[index(Arg.CR4)] = 0;
      values[index(Arg.EFER)] = 0;
    } else {
      valued[cr0] = false;
      valued[index(Arg.CR4)] = false;
      valued[index(Arg.EFER)] = false;
    }
  }

  private void emitWrite() {
    TraceEvent event = vcpu.begin(EventType.WRITE, pendingPosition);
    event.args().set(REGISTERS[pending], pendingValue);
    vcpu.sendBare();
    vcpu.out().notChecked(Unchecked.NO_PROBES);
  }

  private void learn(int register, long value) {
    values[register] = value;
    valued[register] = true;
    if (!appeared && isWhole()) {
      appeared = true;
      TraceEvent event = vcpu.begin(EventType.VCPU);
      for (int i = 0; i < REGISTERS.length; i++) {
        if (valued[i]) {
          event.args().set(REGISTERS[i], values[i]);
          event.markTakenOver(REGISTERS[i]);
        }
      }
      vcpu.sendBare();
    } else if (!appeared) {
      vcpu.out().notChecked(Unchecked.NO_PROBES);
    }
  }

  private boolean isWhole() {
    for (int i = 0; i < REGISTERS.length; i++) {
      if (!valued[i] && i != CR3) {
        return false;
      }
    }
    return true;
  }

  private void takeOver(int register, long value) {
    values[register] = value;
    TraceEvent event = vcpu.begin(EventType.SREGS);
    event.args().set(REGISTERS[register], value);
    event.markTakenOver(REGISTERS[register]);
    vcpu.sendBare();
    vcpu.out().notChecked(Unchecked.NO_PROBES);
  }

  private boolean differs(int register, long value) {
    long owned =
        switch (REGISTERS[register]) {
          case CR0 -> vcpu.machine().ownedCr0();
          case CR3 -> vcpu.machine().tdp() ? -1L : 0;
          case CR4 -> vcpu.machine().ownedCr4();
          default -> 0;
        };
    return ((values[register] ^ value) & ~owned) != 0;
  }

  private static int index(Arg register) {
    for (int i = 0; i < REGISTERS.length; i++) {
      if (REGISTERS[i] == register) {
        return i;
      }
    }
    return NO_WRITE;
  }
}
