// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.trace.MmuId;
import java.util.ArrayList;
import java.util.List;

/**
 * The role words and fields that only one of two revisions has. What was renamed, moved or turned
 * round is in both.
 */
public final class Vocabulary {
  private static final String ABSENT = "absent";
  private static final String PRESENT = "present";

  private final MmuRevision recorded;
  private final MmuRevision model;

  /** What the words of two revisions have apart. */
  public Vocabulary(MmuRevision recorded, MmuRevision model) {
    this.recorded = recorded;
    this.model = model;
  }

  /** What a context has at one side only. */
  public List<Difference> differences(MmuId mmu) {
    List<Difference> found = new ArrayList<>();
    boolean recordedHas = recorded.spec().rule(RoleWords.class).hasCpuRole();
    boolean modelHas = model.spec().rule(RoleWords.class).hasCpuRole();
    String cpuRole = mmu.wireName() + ".cpu_role";
    if (recordedHas != modelHas) {
      found.add(only(cpuRole, recordedHas));
    } else if (recordedHas) {
      fields(cpuRole, Word.CPU_ROLE, found);
    }
    if (mmu != MmuId.NESTED_MMU) {
      fields(mmu.wireName() + ".mmu_role", Word.MMU_ROLE, found);
    }
    fields(mmu.wireName() + ".role", Word.ANY, found);
    return found;
  }

  private enum Word {
    CPU_ROLE {
      @Override
      List<RoleField> onlyIn(MmuRevision one, MmuRevision other) {
        return RoleComparison.cpuRole(one, other).missing();
      }
    },
    MMU_ROLE {
      @Override
      List<RoleField> onlyIn(MmuRevision one, MmuRevision other) {
        List<RoleField> fields = new ArrayList<>(RoleComparison.mmuRole(one, other).missing());
        if (keepsExt(one) && !keepsExt(other)) {
          one.layout().fields().stream().filter(f -> !one.layout().isBase(f)).forEach(fields::add);
        }
        return fields;
      }
    },

    /** A field that no word of the other keeps, whichever kept it. */
    ANY {
      @Override
      List<RoleField> onlyIn(MmuRevision one, MmuRevision other) {
        return one.layout().fields().stream()
            .filter(field -> keeps(one, field) && !keepsAlike(other, field))
            .toList();
      }
    };

    abstract List<RoleField> onlyIn(MmuRevision one, MmuRevision other);

    private static boolean keepsAlike(MmuRevision revision, RoleField field) {
      return keeps(revision, field)
          || field.counterpart().filter(c -> keeps(revision, c.field())).isPresent();
    }

    private static boolean keeps(MmuRevision revision, RoleField field) {
      boolean whole = revision.spec().rule(RoleWords.class).hasCpuRole() || keepsExt(revision);
      return revision.layout().has(field) && (whole || revision.layout().isBase(field));
    }

    private static boolean keepsExt(MmuRevision revision) {
      return revision.spec().rule(RoleWords.class).stored(-1L) == -1L;
    }
  }

  private void fields(String subject, Word word, List<Difference> found) {
    for (RoleField field : word.onlyIn(recorded, model)) {
      found.add(only(subject + "." + field.kernelName(), true));
    }
    for (RoleField field : word.onlyIn(model, recorded)) {
      found.add(only(subject + "." + field.kernelName(), false));
    }
  }

  private static Difference only(String subject, boolean recorded) {
    return Difference.plain(
        Observable.LAYOUT, subject, recorded ? PRESENT : ABSENT, recorded ? ABSENT : PRESENT);
  }
}
