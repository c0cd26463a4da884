// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.ExitQualification;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.GuestWalk.End;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.AccessCheck;
import dev.rolecall.replay.check.WalkTuples;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;

/** Writes what the model's walk of an {@code access} came to into the event's expectations. */
final class TranslationOutcome {
  private static final int PAGE_FAULT_VECTOR = 14;

  private final ExitQualification qualification;

  TranslationOutcome(MmuRevision revision) {
    this.qualification = revision.spec().rule(ExitQualification.class);
  }

  /** Sets the outcome, unless the trace does not give what the walk hangs on. */
  void fill(TraceEvent event, VcpuMmu mmu) {
    GuestWalk walk = mmu.lastWalk();
    if (!AccessCheck.isKnown(event, mmu)) {
      return;
    }
    KeyValues<ExpectKey> expect = event.expectations();
    if (walk.end() == End.TRANSLATED) {
      expect.set(ExpectKey.GPA, walk.gpa());
    } else {
      fault(event, walk);
    }
    expect.setTuples(ExpectKey.STORES).copyFrom(WalkTuples.stores(walk));
    if (walk.isUnpaged()) {
      return;
    }
    expect.set(ExpectKey.LEVEL, walk.level());
    expect.setTuples(ExpectKey.STEPS).copyFrom(WalkTuples.steps(walk));
    if (walk.end() == End.TRANSLATED) {
      expect.set(ExpectKey.PTE_ACCESS, walk.pteAccess());
    }
  }

  private void fault(TraceEvent event, GuestWalk walk) {
    KeyValues<ExpectKey> expect = event.expectations();
    expect.set(ExpectKey.FAULT, AccessCheck.errorCode(walk));
    expect.set(ExpectKey.FAULT_VECTOR, PAGE_FAULT_VECTOR);
    expect.set(ExpectKey.FAULT_NESTED, AccessCheck.isNested(event, walk) ? 1 : 0);
    expect.set(ExpectKey.FAULT_ADDR, walk.faultAddress());
    if (walk.isEptFault() && qualification.determined(walk.errorCode()) != 0) {
      expect.set(ExpectKey.EXIT_QUALIFICATION, walk.exitQualification());
    }
  }
}
