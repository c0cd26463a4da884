// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.trace.ContextOutcome;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.RoleWord;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.Optional;

/** Checks what a trace expects of the three contexts: roles, levels, and whether one was reused. */
final class MmuCheck {
  /** What each key stands for that is an item of an MMU, by the key's index. */
  private static final Subject[] SUBJECTS = new Subject[ExpectKey.ALL.size()];

  private static final long KEYS;

  static {
    long keys = 0;
    for (MmuId mmu : MmuId.values()) {
      for (MmuItem item : MmuItem.values()) {
        ExpectKey key = ExpectKey.of(mmu, item);
        SUBJECTS[key.index()] = new Subject(key, mmu, item);
        keys |= key.bit();
      }
    }
    KEYS = keys;
  }

  private record Subject(ExpectKey key, MmuId mmu, MmuItem item) {}

  private final RoleLayout layout;
  private final RoleComparison cpuRole;
  private final RoleComparison mmuRole;
  private final boolean sameWords;
  private final boolean tracedHasCpuRole;
  private final boolean modelHasCpuRole;

  MmuCheck(MmuRevision traced, MmuRevision replayed) {
    this.layout = replayed.layout();
    this.cpuRole = RoleComparison.cpuRole(traced, replayed);
    this.mmuRole = RoleComparison.mmuRole(traced, replayed);
    RoleWords tracedWords = traced.spec().rule(RoleWords.class);
    RoleWords modelWords = replayed.spec().rule(RoleWords.class);
    this.sameWords = tracedWords == modelWords;
    this.tracedHasCpuRole = tracedWords.hasCpuRole();
    this.modelHasCpuRole = modelWords.hasCpuRole();
  }

  /** Compares all that {@code event} expects of the contexts. */
  void check(TraceEvent event, VcpuMmu model, Findings findings) {
    KeyValues<ExpectKey> expect = event.expectations();
    for (long left = expect.present() & KEYS; left != 0; left &= left - 1) {
      Subject subject = SUBJECTS[Long.numberOfTrailingZeros(left)];
      MmuContext context = model.context(subject.mmu.model());
      checkItem(subject.key, subject.item, context, expect, findings);
    }
    List<FieldExpectation> fields = event.fieldExpectations();
    for (int i = 0; i < fields.size(); i++) {
      checkField(fields.get(i), model.context(fields.get(i).mmu().model()), findings);
    }
  }

  private void checkItem(
      ExpectKey key,
      MmuItem item,
      MmuContext context,
      KeyValues<ExpectKey> expect,
      Findings findings) {
    switch (item) {
      case CPU_ROLE -> checkWord(key, expect.number(key), context, findings);
      case MMU_ROLE, ROOT_ROLE -> checkWord(key, expect.number(key), context, findings);
      case ROOT_LEVEL -> level(key, expect.number(key), context.rootLevel(), findings);
      case SHADOW_ROOT_LEVEL -> level(key, expect.number(key), context.shadowRootLevel(), findings);
      case DIRECT_MAP -> level(key, expect.number(key), context.directMap(), findings);
      case CONTEXT -> context(key, expect.word(key, ContextOutcome.class), context, findings);
      case ROOTS, PGD -> {} // RootCheck's
    }
  }

  private void checkWord(ExpectKey key, long recorded, MmuContext context, Findings findings) {
    boolean cpu = key.wireName().endsWith(".cpu_role");
    if (!isComparable(cpu, context)) {
      findings.notComparable(key.wireName());
      return;
    }
    RoleComparison comparison = cpu ? cpuRole : mmuRole;
    long model = cpu ? context.cpuRole() : context.mmuRole();
    if (comparison.sameLayout() && sameWords && recorded == model) {
      findings.match();
      return;
    }
    for (RoleField missing : comparison.missing()) {
      findings.notComparable(key.wireName() + "." + missing);
    }
    List<FieldDiff> diffs = comparison.differences(recorded, model, layout);
    findings.add(
        diffs.isEmpty(),
        () -> new Difference(Observable.ROLE, key.wireName(), hex(recorded), hex(model), diffs));
  }

  /** nested_mmu keeps its role in one word only; which one changed with the split. */
  private boolean isComparable(boolean cpu, MmuContext context) {
    if (cpu) {
      return modelHasCpuRole;
    }
    boolean walkOnly = context.id() == dev.rolecall.mmu.MmuId.NESTED;
    return !walkOnly || tracedHasCpuRole == modelHasCpuRole;
  }

  private void checkField(FieldExpectation expected, MmuContext context, Findings findings) {
    boolean cpu = expected.word() == RoleWord.CPU_ROLE;
    RoleComparison comparison = cpu ? cpuRole : mmuRole;
    long model = cpu ? context.cpuRole() : context.mmuRole();
    Optional<FieldDiff> diff =
        isComparable(cpu, context)
            ? comparison.field(expected.field(), expected.value(), model, layout)
            : Optional.empty();
    if (diff.isEmpty()) {
      findings.notComparable(expected.wireName());
      return;
    }
    FieldDiff found = diff.get();
    findings.add(
        found.recorded() == found.model(),
        () ->
            new Difference(
                Observable.ROLE,
                expected.wireName(),
                Long.toString(found.recorded()),
                Long.toString(found.model()),
                List.of(found)));
  }

  private static void level(ExpectKey key, long recorded, long model, Findings findings) {
    if (recorded == model) {
      findings.match();
    } else {
      findings.differ(
          Difference.plain(
              Observable.LEVEL, key.wireName(), Long.toString(recorded), Long.toString(model)));
    }
  }

  private static void context(
      ExpectKey key, ContextOutcome recorded, MmuContext context, Findings findings) {
    ContextOutcome model = ContextOutcome.of(context);
    if (recorded == model) {
      findings.match();
    } else {
      findings.differ(
          Difference.plain(
              Observable.CONTEXT, key.wireName(), recorded.wireName(), model.wireName()));
    }
  }

  private static String hex(long word) {
    return "0x" + Long.toHexString(word);
  }
}
