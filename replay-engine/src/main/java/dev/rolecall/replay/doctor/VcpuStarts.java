// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.doctor.VcpuStart.Life;
import dev.rolecall.replay.doctor.VcpuStart.Register;
import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.SurveyedVcpu;
import dev.rolecall.replay.probes.ProbePlan;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds out where each vCPU's registers are first seen. */
final class VcpuStarts {
  private static final long MSR_EFER = 0xc0000080L;

  /** More threads than any machine runs vCPUs with; further ones are of a file that lies. */
  private static final int MOST_THREADS = 1 << 16;

  private final Map<Integer, ThreadStart> threads = new HashMap<>();
  private final ThreadStart rest = new ThreadStart();

  /** The handler for the events of a format; none if they show no register. */
  Optional<KernelEventHandler> bind(KernelEventFormat format) {
    if (format.system().equals(ProbePlan.GROUP)) {
      return bindProbe(format);
    }
    return switch (format.name()) {
      case "kvm_entry" -> bindEntry(format);
      case "kvm_cr" -> bindControlRegister(format);
      case "kvm_msr" -> bindMsr(format);
      default -> Optional.empty();
    };
  }

  /** How a vCPU comes into the capture. */
  VcpuStart start(SurveyedVcpu vcpu) {
    Map<Register, Sighting> known = new EnumMap<>(Register.class);
    Life life = Life.RUNNING;
    long entries = 0;
    for (int pid : vcpu.threads()) {
      ThreadStart thread = threads.getOrDefault(pid, rest);
      entries += thread.entries();
      if (thread.life() != Life.RUNNING) {
        life = thread.life();
      }
      thread.known().forEach((register, at) -> known.merge(register, at, VcpuStarts::first));
    }
    return new VcpuStart(vcpu.vm(), vcpu.vcpu(), vcpu.threads(), life, entries, known);
  }

  private static Sighting first(Sighting one, Sighting other) {
    return one.position() <= other.position() ? one : other;
  }

  private Optional<KernelEventHandler> bindProbe(KernelEventFormat format) {
    int cpuRole = format.fieldIndex("rcpu");
    int guestRole = format.fieldIndex("gcpu");
    if (cpuRole == KernelEventFormat.ABSENT
        || guestRole == KernelEventFormat.ABSENT
        || format.fieldIndex("cr0") == KernelEventFormat.ABSENT
        || format.name().equals("unload")) { // also by a thread that runs no vCPU
      return Optional.empty();
    }
    return Optional.of(
        event -> {
          boolean blank = event.value(cpuRole) == 0 && event.value(guestRole) == 0;
          thread(event).probed(event, format.name(), blank);
        });
  }

  private Optional<KernelEventHandler> bindEntry(KernelEventFormat format) {
    int rip = format.fieldIndex("rip");
    return rip == KernelEventFormat.ABSENT
        ? Optional.empty()
        : Optional.of(event -> thread(event).entered(event.value(rip)));
  }

  private Optional<KernelEventHandler> bindControlRegister(KernelEventFormat format) {
    int number = format.fieldIndex("cr");
    return number == KernelEventFormat.ABSENT
        ? Optional.empty()
        : Optional.of(event -> controlRegister(event, event.value(number)));
  }

  private void controlRegister(KernelEvent event, long number) {
    Optional<Register> register =
        switch ((int) number) {
          case 0 -> Optional.of(Register.CR0);
          case 3 -> Optional.of(Register.CR3);
          case 4 -> Optional.of(Register.CR4);
          default -> Optional.empty();
        };
    register.ifPresent(each -> thread(event).seen(each, event, "kvm_cr"));
  }

  private Optional<KernelEventHandler> bindMsr(KernelEventFormat format) {
    int number = format.fieldIndex("ecx");
    return number == KernelEventFormat.ABSENT
        ? Optional.empty()
        : Optional.of(
            event -> {
              if (event.value(number) == MSR_EFER) {
                thread(event).seen(Register.EFER, event, "kvm_msr");
              }
            });
  }

  private ThreadStart thread(KernelEvent event) {
    ThreadStart known = threads.get(event.pid());
    if (known != null) {
      return known;
    }
    if (threads.size() >= MOST_THREADS) {
      return rest;
    }
    ThreadStart added = new ThreadStart();
    threads.put(event.pid(), added);
    return added;
  }
}
