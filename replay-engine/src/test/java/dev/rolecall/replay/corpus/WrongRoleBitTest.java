// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A wrong bit in the role of one shadow page is found where the state that tracepoints alone tell
 * determines the bit. The share is that of all pages, whatever is known when they are looked up.
 */
final class WrongRoleBitTest {
  private static final int TIMES = 54;
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
    Path file = Corpus.ROOT.resolve("captures/" + name + ".dat");
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
    TreeMap<String, List<Boolean>> found =
        plants.parallelStream()
            .collect(
                Collectors.groupingByConcurrent(
                    plant -> plant.field().kernelName(),
                    Collectors.mapping(Plant::isFound, Collectors.toList())))
            .entrySet()
            .stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey(), e -> List.copyOf(e.getValue()), (a, b) -> a, TreeMap::new));
    long all = found.values().stream().mapToLong(list -> Collections.frequency(list, true)).sum();
    System.out.println(
        name
            + " without probes: "
            + all
            + " of "
            + plants.size()
            + " wrong bits found; "
            + found.entrySet().stream()
                .map(WrongRoleBitTest::text)
                .collect(Collectors.joining(", ")));
    assertTrue(all >= share * plants.size(), found::toString);
  }

  private static String text(java.util.Map.Entry<String, List<Boolean>> of) {
    return of.getKey()
        + " "
        + Collections.frequency(of.getValue(), true)
        + " of "
        + of.getValue().size();
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

  /** A bit that is wrong in the role of one look-up. */
  private record Plant(Path file, long position, RoleField field, long bit) {
    boolean isFound() {
      Probeless edit =
          new Probeless() {
            @Override
            public long value(KernelEventFormat format, int index, KernelEvent event) {
              boolean planted =
                  event.position() == position
                      && format.name().equals(LOOK_UP)
                      && index == format.fieldIndex("role");
              return planted ? event.value(index) ^ bit : event.value(index);
            }
          };
      return replay(file, edit).outcome() == Outcome.DIVERGES;
    }
  }
}
