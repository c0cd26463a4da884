// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.tracedat.EditedCapture;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A wrong bit in the role of one shadow page is found wherever the state that tracepoints alone
 * tell determines the bit. The share is that of all pages, whatever is known when they are looked
 * up; where a bit is not found, there are two full states of the vCPU that explain everything up to
 * the look-up, one with the bit as it was recorded, one with the wrong one.
 */
final class WrongRoleBitTest {
  private static final int TIMES = Integer.getInteger("rolecall.plants", 54);
  private static final String LOOK_UP = "kvm_mmu_get_page";

  /** The fields that say something of the vCPU, or can only have one value. */
  private static final List<RoleField> FIELDS =
      List.of(
          RoleField.LEVEL,
          RoleField.DIRECT,
          RoleField.INVALID,
          RoleField.CR0_WP,
          RoleField.SMEP_ANDNOT_WP,
          RoleField.SMAP_ANDNOT_WP,
          RoleField.AD_DISABLED,
          RoleField.GUEST_MODE,
          RoleField.SMM);

  @ParameterizedTest
  @CsvSource({
    "6.1/npt1-flow-noprobes, v6.1, 0.8",
    "6.1/npt0-flow, v6.1, 0.8",
    "5.10/npt0-flow, v5.10, 0.8",
    "7.2/npt0-flow, v7.2, 0.8",
    "6.1-intel/ept0-flow, v6.1, 0.8",
  })
  void wrongBitsAreFoundWhereTheStateIsKnown(String name, String revision, double share) {
    List<Plant> plants = plants(Corpus.ROOT.resolve("captures/" + name + ".dat"), revision);
    List<Plant> missed = plants.parallelStream().filter(plant -> !plant.isFound()).toList();
    List<String> determined =
        missed.parallelStream().filter(plant -> !plant.isOpen()).map(Plant::toString).toList();
    System.out.println(line(name, plants, missed));
    assertEquals(List.of(), determined);
    assertTrue(missed.size() <= (1 - share) * plants.size(), missed::toString);
  }

  private static List<Plant> plants(Path file, String revision) {
    RoleLayout layout = Corpus.revision(revision).layout();
    Random random = new Random(Long.getLong("rolecall.seed", 61));
    List<Long> pages = lookUps(file);
    List<Plant> plants = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      RoleField field = FIELDS.get(i % FIELDS.size());
      if (layout.max(field) > 0) {
        long position = pages.get(random.nextInt(pages.size()));
        plants.add(new Plant(file, position, field, layout.with(0, field, 1)));
      }
    }
    return plants;
  }

  private static String line(String name, List<Plant> plants, List<Plant> missed) {
    Map<String, Long> all = byField(plants);
    Map<String, Long> misses = byField(missed);
    return name
        + " without probes: "
        + (plants.size() - missed.size())
        + " of "
        + plants.size()
        + " wrong bits found, "
        + missed.size()
        + " not determined; not found: "
        + misses.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue() + " of " + all.get(e.getKey()))
            .collect(Collectors.joining(", "));
  }

  private static Map<String, Long> byField(List<Plant> plants) {
    return plants.stream()
        .collect(
            Collectors.groupingBy(
                plant -> plant.field().kernelName(), TreeMap::new, Collectors.counting()));
  }

  private static List<Long> lookUps(Path file) {
    List<Long> positions = Collections.synchronizedList(new ArrayList<>());
    replay(
        file,
        new Probeless() {
          @Override
          public long value(KernelEventFormat format, int field, KernelEvent event) {
            boolean role = format.name().equals(LOOK_UP) && field == format.fieldIndex("role");
            if (role
                && (positions.isEmpty()
                    || positions.get(positions.size() - 1) < event.position())) {
              positions.add(event.position());
            }
            return event.value(field);
          }
        });
    return positions;
  }

  private static TraceReport replay(Path file, EditedCapture.Edit edit) {
    return new Replayer(ReplaySettings.standard())
        .replay(file, () -> EditedCapture.open(file, edit), StepObserver.NONE);
  }

  private abstract static class Probeless implements EditedCapture.Edit {
    @Override
    public boolean records(KernelEventFormat format) {
      return !format.system().equals("kvmrole");
    }
  }

  /** Other bits in the role of one look-up. */
  private static final class OtherRole extends Probeless {
    private final long position;
    private final long change;
    private boolean read;

    private OtherRole(long position, long change) {
      this.position = position;
      this.change = change;
    }

    @Override
    public long value(KernelEventFormat format, int index, KernelEvent event) {
      boolean role =
          event.position() == position
              && format.name().equals(LOOK_UP)
              && index == format.fieldIndex("role");
      read |= role;
      return role ? event.value(index) ^ change : event.value(index);
    }
  }

  /** A bit that is wrong in the role of one look-up. */
  private record Plant(Path file, long position, RoleField field, long bit) {
    boolean isFound() {
      return replay(file, new OtherRole(position, bit)).outcome() == Outcome.DIVERGES;
    }

    /**
     * Whether full states explain either value of the bit, with all that was before; or the trace
     * does not tell which vCPU it was, because its thread had not entered a guest yet.
     */
    boolean isOpen() {
      List<TraceEvent> recorded = events(0);
      return !recorded.get(recorded.size() - 1).hasVcpu()
          || (new FullStates(recorded).find().isPresent()
              && new FullStates(events(bit)).find().isPresent());
    }

    /** What the trace holds up to the look-up. */
    private List<TraceEvent> events(long change) {
      OtherRole edit = new OtherRole(position, change);
      Prefix until = new Prefix(edit);
      try (EditedCapture capture = EditedCapture.open(file, edit)) {
        capture.read(until, problem -> {});
      } catch (TraceInputException e) {
        throw new AssertionError(e);
      }
      return until.events;
    }
  }

  /** Keeps the events up to the look-up whose role is another. */
  private static final class Prefix implements TraceHandler {
    private final OtherRole edit;
    private final List<TraceEvent> events = new ArrayList<>();
    private boolean over;

    private Prefix(OtherRole edit) {
      this.edit = edit;
    }

    @Override
    public void event(TraceEvent event) {
      edit.read &= event.type() != EventType.MACHINE; // a survey has read it before
      if (!over) {
        events.add(TraceEvent.copyOf(event));
      }
      over |= edit.read && event.type() == EventType.PAGE;
    }

    @Override
    public void notChecked(String reason, long count) {}
  }
}
