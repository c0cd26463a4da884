// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the model at the revision of one capture differs from that of the other, by vCPU. */
final class ModelDifferences implements VcpuCheck.DivergenceSink {
  /** The words that differ of each vCPU, and the fields of each. */
  private final Map<Long, Map<String, Set<String>>> byVcpu = new HashMap<>();

  private long vcpu;

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
    byVcpu
        .computeIfAbsent(vcpu, key -> new HashMap<>())
        .computeIfAbsent(difference.subject(), key -> new HashSet<>())
        .addAll(names(difference));
  }

  private static Set<String> names(Difference difference) {
    return difference.fields().stream().map(FieldDiff::name).collect(Collectors.toSet());
  }

  /** Whether the model of a vCPU has differed in the same since the last {@link #forget}. */
  boolean show(long ofVcpu, Difference difference) {
    return fields(ofVcpu, difference.subject())
        .filter(shown -> shown.containsAll(names(difference)))
        .isPresent();
  }

  /** The fields of a word in which the model has differed; absent if it has not in that word. */
  private Optional<Set<String>> fields(long ofVcpu, String subject) {
    return Optional.ofNullable(byVcpu.getOrDefault(ofVcpu, Map.of()).get(subject));
  }

  /**
   * A difference by what the model has too and what it has not: the causes are not the same.
   *
   * @return one difference, or two
   */
  List<Difference> split(long ofVcpu, Difference difference) {
    Set<String> shown = fields(ofVcpu, difference.subject()).orElse(Set.of());
    Map<Boolean, List<FieldDiff>> parts =
        difference.fields().stream()
            .collect(Collectors.partitioningBy(field -> shown.contains(field.name())));
    if (parts.values().stream().anyMatch(List::isEmpty)) {
      return List.of(difference);
    }
    return parts.values().stream().map(fields -> part(difference, fields)).toList();
  }

  private static Difference part(Difference whole, List<FieldDiff> fields) {
    return new Difference(
        whole.observable(), whole.subject(), whole.recorded(), whole.model(), fields);
  }

  /** What a vCPU has shown so far counts no more. */
  void forget(long ofVcpu) {
    byVcpu.remove(ofVcpu);
  }
}
