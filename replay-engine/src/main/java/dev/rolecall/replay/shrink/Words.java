// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.RoleWord;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * Spells out the role words that the last event expects, so that their fields can go one by one: a
 * whole word would hold every register bit that it is computed from.
 */
final class Words implements Pass {
  @Override
  public String name() {
    return "role words";
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    Optional<MmuRevision> revision = MmuHistory.find(trace.get(0).args().text(Arg.REVISION));
    if (revision.isEmpty()) {
      return trace;
    }
    Selection spelled = trace;
    for (MmuId mmu : MmuId.values()) {
      for (RoleWord word : RoleWord.values()) {
        spelled = spell(spelled, new Name(mmu, word), revision.get().layout(), tries);
      }
    }
    return spelled;
  }

  /** Which word. */
  private record Name(MmuId mmu, RoleWord word) {
    private ExpectKey key() {
      return switch (word) {
        case CPU_ROLE -> ExpectKey.of(mmu, MmuItem.CPU_ROLE);
        case MMU_ROLE -> ExpectKey.of(mmu, MmuItem.MMU_ROLE);
        case ROOT_ROLE -> ExpectKey.of(mmu, MmuItem.ROOT_ROLE);
      };
    }
  }

  private static Selection spell(Selection trace, Name name, RoleLayout layout, Tries tries) {
    int last = trace.size() - 1;
    TraceEvent event = TraceEvent.copyOf(trace.get(last));
    if (!event.expectations().has(name.key())) {
      return trace;
    }
    long word = event.expectations().number(name.key());
    event.expectations().remove(name.key());
    for (RoleField field : layout.fields()) {
      boolean has = name.word() == RoleWord.CPU_ROLE || layout.isBase(field);
      FieldExpectation expected =
          new FieldExpectation(
              name.mmu(), name.word(), field.kernelName(), layout.get(word, field));
      if (has && event.fieldExpectations().stream().noneMatch(expected::sameField)) {
        event.expectField(expected);
      }
    }
    Selection spelled = trace.replaced(last, event);
    return tries.shows(spelled) ? spelled : trace;
  }
}
