// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.trace.InputProblem;
import java.util.List;
import java.util.Optional;

/** What came of the examination of one file. */
public sealed interface Diagnosis {

  /** The file as the user named it. */
  String file();

  /** What is wrong with the file itself. */
  List<InputProblem> problems();

  /** A file that cannot be read as a trace at all. */
  record Unreadable(String file, List<InputProblem> problems) implements Diagnosis {

    /** Makes the list this record's own. */
    public Unreadable {
      problems = List.copyOf(problems);
    }
  }

  /** A trace that no kernel recorded as it is: what it holds was chosen by who wrote it. */
  record NoCapture(String file) implements Diagnosis {
    @Override
    public List<InputProblem> problems() {
      return List.of();
    }
  }

  /**
   * A capture.
   *
   * @param origin what it says of itself
   * @param release the kernel, if its release is understood
   * @param host the host as it was found
   * @param vcpus the vCPUs that were found
   * @param contents its events
   * @param abilities what it shows
   * @param missing what it lacks
   * @param neverSeen events without which nothing need be amiss
   */
  record Capture(
      String file,
      List<InputProblem> problems,
      CaptureOrigin origin,
      Optional<KernelRelease> release,
      Host host,
      List<VcpuStart> vcpus,
      Contents contents,
      List<Ability> abilities,
      List<Missing> missing,
      List<String> neverSeen)
      implements Diagnosis {

    /** Makes the lists this record's own. */
    public Capture {
      problems = List.copyOf(problems);
      vcpus = List.copyOf(vcpus);
      abilities = List.copyOf(abilities);
      missing = List.copyOf(missing);
      neverSeen = List.copyOf(neverSeen);
    }

    /** How many VMs the vCPUs belong to. */
    public long vms() {
      return vcpus.stream().mapToInt(VcpuStart::vm).distinct().count();
    }
  }
}
