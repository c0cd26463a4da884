// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.doctor.Need.Occurrence;
import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Machine.Paging;
import dev.rolecall.replay.probes.ProbeEvents;
import dev.rolecall.replay.probes.ProbeEvents.ProbeEvent;
import dev.rolecall.replay.probes.ProbePlan;
import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.List;

/** Works out what a capture lacks, why that can be, and what it costs. */
final class Needs {
  private static final String HAPPENED_NOT = "not enabled, or it did not happen";

  private final CaptureOrigin origin;
  private final Contents contents;
  private final Host host;
  private final boolean probed;

  Needs(CaptureOrigin origin, Contents contents, Host host) {
    this.origin = origin;
    this.contents = contents;
    this.host = host;
    this.probed = contents.countOfGroup(ProbePlan.GROUP) > 0;
  }

  /** What is missing, whole groups first named as such. */
  List<Missing> missing(KernelRelease release) {
    List<Missing> missing = new ArrayList<>();
    for (Need need : Need.ALL) {
      if (need.occurrence() != Occurrence.RARE && !need.isRecorded(contents)) {
        missing.add(new Missing(name(need), why(need), costs(need)));
      }
    }
    probes(release, missing);
    return missing;
  }

  /** The events that were never seen and need not have been. */
  List<String> neverSeen() {
    return Need.ALL.stream()
        .filter(need -> need.occurrence() == Occurrence.RARE && !need.isRecorded(contents))
        .map(need -> shown(need) + " (" + need.costs() + ")")
        .toList();
  }

  private String name(Need need) {
    return need.group() + ":" + shown(need);
  }

  /** The name that this kernel has for it, as far as the file tells. */
  private String shown(Need need) {
    return need.names().stream().filter(contents::has).findFirst().orElse(need.names().get(0));
  }

  private String why(Need need) {
    if (contents.countOfGroup(need.group()) == 0) {
      return "no event of group " + need.group() + " is in it: record with -e " + need.group();
    }
    if (origin.listsFormats() && need.names().stream().noneMatch(contents::has)) {
      return "its format is not in the file: it was not enabled, or this kernel has no such event";
    }
    boolean tdp = host.paging() == Paging.TWO_DIMENSIONAL;
    if (need.occurrence() == Occurrence.SHADOW && tdp) {
      return "with two-dimensional paging KVM walks guest tables only to emulate, and for an L2";
    }
    if (need.names().contains("kvm_cr") && tdp) {
      return HAPPENED_NOT + ": " + unseenWrites();
    }
    return HAPPENED_NOT;
  }

  /** What a guest writes without an exit; the bits are those of Machine.ownedCr0 and ownedCr4. */
  private String unseenWrites() {
    return host.vendor() == Vendor.INTEL
        ? "with EPT a guest writes CR3, CR0.TS and CR0.WP and several bits of CR4 without an exit"
        : "with NPT a guest writes CR3 without an exit";
  }

  private String costs(Need need) {
    if (need.occurrence() == Occurrence.REGISTERS && probed) {
      return "nothing: the probes record the registers";
    }
    return need.costs();
  }

  private void probes(KernelRelease release, List<Missing> missing) {
    String group = ProbePlan.GROUP;
    if (!probed) {
      missing.add(
          new Missing(
              group + ":*",
              "no probe was defined or enabled: KVM has no tracepoint that shows a role",
              "a vCPU's state is followed as the set of states that its events leave possible: roles"
                  + " are checked through look-ups of shadow pages and walks, as far as all of"
                  + " these states agree; roots are not"));
      return;
    }
    for (ProbeEvent probe : ProbeEvents.of(release, host.vendor())) {
      boolean defined =
          contents.events().stream()
              .anyMatch(event -> event.group().equals(group) && probe.isNamed(event.name()));
      if (!defined) {
        missing.add(
            new Missing(group + ":" + probe.event(), "not defined", "not seen: " + probe.shows()));
      }
    }
  }
}
