// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.root.RootPage;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.RootText;
import dev.rolecall.replay.trace.ContextOutcome;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;

/** Writes what the model holds after an event into the event's expectations. */
@SuppressWarnings("EnumOrdinal") // ValueKind.Roots defines the number of a kind as its ordinal
final class Outcomes {
  private final RoleWords words;
  private final MmuItem mmuRole;
  private final TranslationOutcome translation;

  Outcomes(MmuRevision revision) {
    this.words = revision.spec().rule(RoleWords.class);
    this.mmuRole =
        words.mmuRoleName().equals(MmuItem.ROOT_ROLE.wireName())
            ? MmuItem.ROOT_ROLE
            : MmuItem.MMU_ROLE;
    this.translation = new TranslationOutcome(revision);
  }

  /** Sets every expectation that the model has an outcome for. */
  void fill(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
    KeyValues<ExpectKey> expect = event.expectations();
    boolean recorded = expect.has(ExpectKey.ACCEPTED);
    long accepted = expect.numberOr(ExpectKey.ACCEPTED, verdict.accepted() ? 1 : 0);
    if (recorded || event.type() == EventType.WRITE || event.type() == EventType.SREGS) {
      expect.set(ExpectKey.ACCEPTED, accepted);
    }
    for (MmuId id : MmuId.values()) {
      context(expect, id, mmu.context(id.model()));
    }
    if (mmu.requests().isCertain()) {
      expect.set(ExpectKey.REQUESTS, mmu.requests().mask());
    }
    expect.set(ExpectKey.MMU, MmuId.of(mmu.mmu()));
    expect.set(ExpectKey.WALK_MMU, MmuId.of(mmu.walkMmu()));
    state(expect, mmu);
    if (event.type() == EventType.ACCESS) {
      translation.fill(event, mmu);
    }
  }

  private static void state(KeyValues<ExpectKey> expect, VcpuMmu mmu) {
    Registers r = mmu.state().registers();
    expect.set(ExpectKey.CR0, r.cr0());
    expect.set(ExpectKey.CR3, r.cr3());
    expect.set(ExpectKey.CR4, r.cr4());
    expect.set(ExpectKey.EFER, r.efer());
    expect.set(ExpectKey.SMM, mmu.state().smm() ? 1 : 0);
    expect.set(ExpectKey.GUEST_MODE, mmu.state().guestMode() ? 1 : 0);
  }

  private void context(KeyValues<ExpectKey> expect, MmuId id, MmuContext context) {
    ContextOutcome outcome = ContextOutcome.of(context);
    expect.set(ExpectKey.of(id, MmuItem.CONTEXT), outcome);
    if (id != MmuId.NESTED_MMU && context.roots().areKnown()) {
      roots(expect.setTuples(ExpectKey.of(id, MmuItem.ROOTS)), context.roots());
      expect.set(ExpectKey.of(id, MmuItem.PGD), RootText.outcome(context.roots()));
    }
    if (!context.isUsed()) {
      return;
    }
    if (words.hasCpuRole()) {
      expect.set(ExpectKey.of(id, MmuItem.CPU_ROLE), context.cpuRole());
    }
    if (id != MmuId.NESTED_MMU || !words.hasCpuRole()) {
      expect.set(ExpectKey.of(id, mmuRole), context.mmuRole());
    }
    expect.set(ExpectKey.of(id, MmuItem.ROOT_LEVEL), context.rootLevel());
    if (id != MmuId.NESTED_MMU) {
      expect.set(ExpectKey.of(id, MmuItem.SHADOW_ROOT_LEVEL), context.shadowRootLevel());
      expect.set(ExpectKey.of(id, MmuItem.DIRECT_MAP), context.directMap());
    }
  }

  private static void roots(LongTuples list, MmuRoots roots) {
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      RootPage page = roots.page(slot);
      list.add(RootText.kind(page).ordinal(), page.isValid() ? roots.pgd(slot) : 0);
      list.add(page.role(), page.id());
    }
  }
}
