// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.CaptureScan;
import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Survey;
import dev.rolecall.replay.probes.ProbePlan;
import dev.rolecall.replay.trace.InputProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at every event of a capture once. */
final class Examination implements CaptureScan {
  private final EventTally tally = new EventTally();
  private final HostEvidence evidence = new HostEvidence();
  private final VcpuStarts starts = new VcpuStarts();
  private CaptureOrigin origin = new CaptureOrigin("", "", "", "", 0, false, List.of(), List.of());
  private Optional<KernelRelease> release = Optional.empty();
  private Survey survey = new Survey(KernelRelease.newestKnown());

  @Override
  public void begin(CaptureOrigin newOrigin) {
    origin = newOrigin;
    release = KernelRelease.parse(newOrigin.release());
    survey = new Survey(knownRelease());
  }

  @Override
  public Optional<KernelEventHandler> bind(KernelEventFormat format) {
    List<KernelEventHandler> handlers = new ArrayList<>();
    handlers.add(tally.bind(format));
    evidence.bind(format).ifPresent(handlers::add);
    starts.bind(format).ifPresent(handlers::add);
    survey.bind(format).ifPresent(handlers::add);
    KernelEventHandler[] all = handlers.toArray(KernelEventHandler[]::new);
    return Optional.of(
        event -> {
          for (KernelEventHandler each : all) {
            each.event(event);
          }
        });
  }

  @Override
  public void lost(int cpu, long count) {
    tally.lost(cpu, count);
    survey.lost();
  }

  /** What was found, at the end of a capture of so many events. */
  Diagnosis.Capture diagnosis(String file, long records, List<InputProblem> problems) {
    Contents contents = tally.contents(records);
    Host host = evidence.host(survey, contents.countOfGroup(ProbePlan.GROUP) > 0);
    Needs needs = new Needs(origin, contents, host);
    return new Diagnosis.Capture(
        file,
        problems,
        origin,
        release,
        host,
        survey.vcpus().stream().map(starts::start).toList(),
        contents,
        Abilities.of(contents),
        needs.missing(knownRelease()),
        needs.neverSeen());
  }

  private KernelRelease knownRelease() {
    return release.orElseGet(KernelRelease::newestKnown);
  }
}
