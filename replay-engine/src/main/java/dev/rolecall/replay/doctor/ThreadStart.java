// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.doctor.VcpuStart.Life;
import dev.rolecall.replay.doctor.VcpuStart.Register;
import dev.rolecall.replay.format.capture.KernelEvent;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What one thread's events show of the vCPU that it runs. */
final class ThreadStart {
  /**
   * The offset of the first instruction after reset, at CS.base 0xffff0000: SDM volume 3, 10.1.4.
   */
  private static final long RESET_RIP = 0xfff0;

  private final Map<Register, Sighting> known = new EnumMap<>(Register.class);
  private Optional<Life> life = Optional.empty();
  private long entries;

  void entered(long rip) {
    entries++;
    appear(rip == RESET_RIP ? Life.RESET : Life.RUNNING);
  }

  /** Something else happened: the vCPU has appeared, and not from the start. */
  void seen(Register register, KernelEvent event, String name) {
    known.putIfAbsent(register, new Sighting(event.position(), name));
  }

  /** A probe recorded every register. */
  void probed(KernelEvent event, String name, boolean blank) {
    appear(blank ? Life.CREATED : Life.RUNNING);
    if (known.size() < Register.values().length) {
      for (Register register : Register.values()) {
        seen(register, event, name);
      }
    }
  }

  private void appear(Life how) {
    if (life.isEmpty()) {
      life = Optional.of(how);
    }
  }

  Life life() {
    return life.orElse(Life.RUNNING);
  }

  long entries() {
    return entries;
  }

  Map<Register, Sighting> known() {
    return known;
  }
}
