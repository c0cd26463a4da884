// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.paging.ExitQualification;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import java.util.List;

/**
 * Compares the exit qualification of an EPT violation, in the bits that walks determine at the
 * trace's revision and at the model's: before v6.12 the others stay those of an exit that no trace
 * tells of.
 */
final class QualificationCheck {
  private static final String STALE =
      "exit qualifications of EPT misconfigurations, those of the exit before";

  private final ExitQualification traced;
  private final ExitQualification replayed;

  QualificationCheck(MmuRevision traced, MmuRevision replayed) {
    this.traced = traced.spec().rule(ExitQualification.class);
    this.replayed = replayed.spec().rule(ExitQualification.class);
  }

  /** Compares what is expected of a walk that faulted. */
  void check(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    if (!expect.has(ExpectKey.EXIT_QUALIFICATION)) {
      return;
    }
    long recorded = expect.number(ExpectKey.EXIT_QUALIFICATION);
    if (!walk.isEptFault()) {
      findings.differ(difference(recorded, "none, the fault is not one of EPT", List.of()));
      return;
    }
    long error = walk.errorCode();
    long bits = traced.determined(error) & replayed.determined(error);
    if (bits == 0) {
      findings.notChecked(STALE);
      return;
    }
    long model = walk.exitQualification();
    findings.add(
        ((recorded ^ model) & bits) == 0,
        () -> difference(recorded, hex(model), fields(recorded & bits, model & bits)));
  }

  private static List<FieldDiff> fields(long recorded, long model) {
    return ExitQualification.LAYOUT.differing(recorded, model).stream()
        .map(f -> new FieldDiff(f.name(), f.get(recorded), f.get(model), "bit " + f.shift()))
        .toList();
  }

  private static Difference difference(long recorded, String model, List<FieldDiff> fields) {
    return new Difference(
        Observable.TRANSLATION,
        ExpectKey.EXIT_QUALIFICATION.wireName(),
        hex(recorded),
        model,
        fields);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
