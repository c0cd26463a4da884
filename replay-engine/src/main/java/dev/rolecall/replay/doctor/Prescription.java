// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.probes.KernelTarget;
import dev.rolecall.replay.probes.ProbePlan;
import dev.rolecall.replay.probes.ProbePlanner;
import dev.rolecall.replay.probes.TargetRequest;
import dev.rolecall.replay.probes.ThisMachine;
import dev.rolecall.replay.probes.UnknownKernelException;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.util.Optional;

/**
 * How to record a better capture of the kernel of one.
 *
 * @param kernel that kernel
 * @param plan the probes that it can have
 */
public record Prescription(KernelTarget kernel, ProbePlan plan) {

  /**
   * The prescription for a diagnosis; none if it is of no capture, or its kernel is not known.
   *
   * @param machine may be running that very kernel, and then shows its types
   */
  public static Optional<Prescription> of(Diagnosis diagnosis, ThisMachine machine)
      throws IOException, TraceInputException, UnknownKernelException {
    if (!(diagnosis instanceof Diagnosis.Capture capture) || capture.release().isEmpty()) {
      return Optional.empty();
    }
    KernelTarget kernel =
        TargetRequest.of(capture.origin().release(), capture.host().knownVendor()).resolve(machine);
    return Optional.of(new Prescription(kernel, ProbePlanner.plan(kernel)));
  }
}
