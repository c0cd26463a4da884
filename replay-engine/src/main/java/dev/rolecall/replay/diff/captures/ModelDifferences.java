// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the model at the revision of one capture differs from that of the other, by vCPU. */
final class ModelDifferences implements VcpuCheck.DivergenceSink {
  private final Map<Long, Set<Shown>> byVcpu = new HashMap<>();
  private long vcpu;

  /** A difference without its values. */
  private record Shown(String subject, Set<String> fields) {
    private static Shown of(Difference difference) {
      return new Shown(
          difference.subject(),
          difference.fields().stream().map(FieldDiff::name).collect(Collectors.toSet()));
    }
  }

  /** An event is about to be fed to the model. */
  void begin(TraceEvent event) {
    vcpu = Recording.vcpu(event);
  }

  @Override
  public void diverged(Divergence divergence) {
    add(divergence.difference());
    divergence.also().forEach(this::add);
    divergence.consequences().forEach(this::add);
  }

  @Override
  public void repeated(Difference difference) {
    add(difference);
  }

  private void add(Difference difference) {
    byVcpu.computeIfAbsent(vcpu, key -> new HashSet<>()).add(Shown.of(difference));
  }

  /** Whether the model of a vCPU has differed in the same since the last {@link #forget}. */
  boolean show(long ofVcpu, Difference difference) {
    Shown wanted = Shown.of(difference);
    return byVcpu.getOrDefault(ofVcpu, Set.of()).stream()
        .anyMatch(
            shown ->
                shown.subject().equals(wanted.subject())
                    && shown.fields().containsAll(wanted.fields()));
  }

  /** What a vCPU has shown so far counts no more. */
  void forget(long ofVcpu) {
    byVcpu.remove(ofVcpu);
  }
}
