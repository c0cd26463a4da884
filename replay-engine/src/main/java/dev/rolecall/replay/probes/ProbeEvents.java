// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.trace.Vendor;
import java.util.List;

/** The events of the group kvmrole. */
public final class ProbeEvents {
  private ProbeEvents() {}

  /**
   * One of them.
   *
   * @param event its name; a recorded one may have a number behind it
   * @param shows what is seen through it
   */
  public record ProbeEvent(String event, String shows) {

    /**
     * Whether an event of that name is this one: {@code init_mmu_ret1} is one of several returns.
     */
    public boolean isNamed(String name) {
      return name.startsWith(event)
          && name.substring(event.length()).chars().allMatch(Character::isDigit);
    }
  }

  /** Those that a kernel can have on a vendor's CPUs. */
  public static List<ProbeEvent> of(KernelRelease release, Vendor vendor) {
    KernelRelease known = release.nearestKnown();
    return ProbePoints.ALL.stream()
        .filter(point -> point.isOn(vendor))
        .filter(
            point -> point.sites().stream().anyMatch(site -> site.since().compareTo(known) <= 0))
        .map(point -> new ProbeEvent(point.event(), point.shows()))
        .distinct()
        .toList();
  }
}
