// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Given traces, one VM each: what was done to it and to its vCPUs whose state is known, without
 * what came of it. Observations, and events whose words are of one revision only, are left out.
 */
public final class TraceCorpus {
  private final List<EventStore> traces = new ArrayList<>();

  /**
   * Adds the VMs of a trace in a file.
   *
   * @param problems takes what is wrong with it; what is good of it counts
   * @throws TraceInputException if it is no trace
   * @throws IOException if the system fails to read
   */
  public void add(TraceFile file, ProblemSink problems) throws IOException, TraceInputException {
    Split split = new Split();
    try (TraceReader reader = TraceFormats.open(file)) {
      reader.read(split, problems);
    }
    split.vms.values().stream()
        .filter(vm -> !vm.vcpus.isEmpty())
        .forEach(vm -> traces.add(vm.events));
  }

  /** How many VMs there are. */
  public int size() {
    return traces.size();
  }

  /** The traces for one thread to read. */
  List<EventStore> shared() {
    return traces.stream().map(EventStore::shared).toList();
  }

  /** The events of one VM, and its vCPUs that have appeared. */
  private static final class Vm {
    private final EventStore events = new EventStore();
    private final Set<Integer> vcpus = new HashSet<>();
  }

  /** Takes a trace apart. */
  private static final class Split implements TraceHandler {
    private final Map<Integer, Vm> vms = new LinkedHashMap<>();
    private final TraceEvent machine = new TraceEvent();
    private final TraceEvent bare = new TraceEvent();

    @Override
    public void event(TraceEvent event) {
      if (event.type() == EventType.MACHINE) {
        machine.copyFrom(event);
      } else if (isOfVm(event.type())) {
        keep(event, vm(event.vm()));
      } else if (isOfVcpu(event.type())) {
        Vm vm = vm(event.vm());
        if (event.type() == EventType.VCPU) {
          vm.vcpus.add(event.vcpu());
        }
        if (vm.vcpus.contains(event.vcpu())) {
          keep(event, vm);
        }
      }
    }

    private Vm vm(int number) {
      return vms.computeIfAbsent(
          number,
          key -> {
            Vm vm = new Vm();
            keep(machine, vm);
            return vm;
          });
    }

    private void keep(TraceEvent event, Vm vm) {
      bare.reset(event.type());
      bare.args().copyFrom(event.args());
      if (event.vcpu() != 0) {
        bare.setVcpu(event.vcpu());
      }
      vm.events.add(bare);
    }

    private static boolean isOfVm(EventType type) {
      return type == EventType.MEMSLOT || type == EventType.MEMORY;
    }

    private static boolean isOfVcpu(EventType type) {
      return switch (type) {
        case VCPU,
            CPUID,
            WRITE,
            SREGS,
            SMM,
            NESTED_ENTRY,
            NESTED_EXIT,
            INIT_MMU,
            LOAD,
            UNLOAD,
            NEW_PGD,
            ACCESS ->
            true;
        default -> false;
      };
    }

    @Override
    public boolean takesUnknown() {
      return false;
    }

    @Override
    public void notChecked(String reason, long count) {
      // What the source holds beyond its events is not fed to anybody.
    }
  }
}
