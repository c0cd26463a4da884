// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.fuzz.FuzzLimits;
import dev.rolecall.replay.fuzz.GeneratedTraces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How {@code rolecall fuzz} makes traces, and when it ends. */
final class FuzzOptions {
  private static final Duration USUAL_TIME = Duration.ofSeconds(60);

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What all traces follow from. Default: 1.")
  private long seed;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "End after so long: 90s, 10m, 2h. Default, without another end: 60s.")
  private Optional<Duration> time = Optional.empty();

  @Option(names = "--count", paramLabel = "N", description = "End after so many traces.")
  private Optional<Long> count = Optional.empty();

  @Option(
      names = "--until-quiet",
      paramLabel = "N",
      description = {
        "End after N traces on end that brought the model to no new combination of event, roles,"
            + " decisions and walk outcome."
      })
  private Optional<Long> quiet = Optional.empty();

  @Option(
      names = "--exhaustive",
      description = {
        "Enumerate instead: every combination of role-relevant state on every kind of host, each"
            + " change from one to another, each nested entry. 12,544 traces, 61 million events."
      })
  private boolean exhaustive;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "" + GeneratedTraces.STEPS,
      description = "How many steps a made trace has. Default: " + GeneratedTraces.STEPS + ".")
  private int steps;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many threads work. Default: one for each processor.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = {"-o", "--output-dir"},
      paramLabel = "DIR",
      description = "Keep a case of each difference in this folder, made if it is not there.")
  private Optional<Path> outputDir = Optional.empty();

  @Option(
      names = "--max-cases",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many differences are told and kept; all are counted. Default: 100.")
  private int maxCases;

  long seed() {
    return seed;
  }

  boolean exhaustive() {
    return exhaustive;
  }

  int steps() {
    return (int) positive("--steps", steps);
  }

  int jobs() {
    return (int) positive("--jobs", jobs);
  }

  Optional<Path> outputDir() {
    return outputDir;
  }

  int maxCases() {
    return (int) positive("--max-cases", maxCases);
  }

  /**
   * When the run ends.
   *
   * @param traces how many traces there are
   */
  FuzzLimits limits(long traces) {
    boolean endsByItself = count.isPresent() || quiet.isPresent() || traces < Long.MAX_VALUE;
    FuzzLimits limits = FuzzLimits.NONE.withCount(traces);
    if (count.isPresent()) {
      limits = limits.withCount(Math.min(traces, positive("--count", count.get())));
    }
    if (quiet.isPresent()) {
      limits = limits.withQuiet(positive("--until-quiet", quiet.get()));
    }
    Optional<Duration> end = time.isEmpty() && !endsByItself ? Optional.of(USUAL_TIME) : time;
    return end.map(limits::withTime).orElse(limits);
  }

  private long positive(String option, long value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected 1 or more, got " + value);
    }
    return value;
  }
}
