// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The traces that come with the project: the folder that {@code rolecall.traces} names. */
public final class Corpus {
  public static final Path ROOT = Path.of(System.getProperty("rolecall.traces", "traces"));

  private Corpus() {}

  /** Every trace below a folder of the corpus, readable or not, in the order of the names. */
  public static List<Path> traces(String folder) {
    try (Stream<Path> walk = Files.walk(ROOT.resolve(folder))) {
      return walk.filter(Files::isRegularFile).filter(Corpus::isTrace).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTrace(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".csv") || name.endsWith(".csv.gz") || name.endsWith(".dat");
  }

  /** The name by which tests and lists call a trace: its path below the corpus. */
  public static String name(Path trace) {
    return ROOT.relativize(trace).toString().replace('\\', '/');
  }

  /** Replays a trace at its own revision and keeps every divergence. */
  static TraceReport replay(Path trace) {
    return replay(trace, Optional.empty());
  }

  /** Replays a trace at another revision and keeps every divergence. */
  static TraceReport replayAt(Path trace, String revision) {
    return replay(trace, Optional.of(revision(revision)));
  }

  static MmuRevision revision(String id) {
    return MmuHistory.find(id).orElseThrow(() -> new AssertionError("no revision " + id));
  }

  private static TraceReport replay(Path trace, Optional<MmuRevision> revision) {
    return new Replayer(new ReplaySettings(revision, Integer.MAX_VALUE)).replay(trace);
  }

  /** All events of a trace that has no problems and nothing that cannot be checked. */
  static List<TraceEvent> events(Path trace) throws IOException, TraceInputException {
    return events(
        trace,
        reason -> {
          throw new AssertionError(reason);
        });
  }

  /** All events of a trace that has no problems, and why some of it cannot be checked. */
  static List<TraceEvent> events(Path trace, Consumer<String> notChecked)
      throws IOException, TraceInputException {
    List<TraceEvent> events = new ArrayList<>();
    try (TraceReader reader = TraceFormats.open(trace)) {
      reader.read(
          new TraceHandler() {
            @Override
            public void event(TraceEvent event) {
              events.add(TraceEvent.copyOf(event));
            }

            @Override
            public void notChecked(String reason, long count) {
              notChecked.accept(reason);
            }
          },
          problem -> {
            throw new AssertionError(problem.toString());
          });
    }
    return events;
  }
}
