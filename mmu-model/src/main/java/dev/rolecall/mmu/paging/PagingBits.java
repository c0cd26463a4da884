// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import static dev.rolecall.mmu.paging.PagingFlag.ACCESSED_DIRTY;
import static dev.rolecall.mmu.paging.PagingFlag.EXECONLY;
import static dev.rolecall.mmu.paging.PagingFlag.NX;
import static dev.rolecall.mmu.paging.PagingFlag.PFERR_FETCH;
import static dev.rolecall.mmu.paging.PagingFlag.PKE;
import static dev.rolecall.mmu.paging.PagingFlag.PSE;
import static dev.rolecall.mmu.paging.PagingFlag.SMAP;
import static dev.rolecall.mmu.paging.PagingFlag.SMEP;
import static dev.rolecall.mmu.paging.PagingFlag.WP;

import dev.rolecall.mmu.paging.WalkSetup.Words;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleRegs;
import dev.rolecall.mmu.rule.RuleVariant;
import java.util.EnumSet;
import java.util.Set;

/** Where a context's walks take the mode bits from that decide about rights and error codes. */
public enum PagingBits implements RuleVariant {
  /**
   * update_permission_bitmask(), update_pkru_bitmask(), paging32_init_context(),
   * kvm_init_shadow_ept_mmu(), v5.10 mmu.c.
   */
  V5_10("v5.10", "the vCPU's registers; 32-bit tables never tell fetches by NX, EPT always does") {
    @Override
    Set<PagingFlag> of(WalkSetup setup) {
      RoleRegs regs = setup.regs();
      boolean nx =
          setup.format() == PteFormat.EPT || (setup.format() == PteFormat.PT64 && regs.nx());
      Set<PagingFlag> flags = ofEpt(setup);
      put(flags, NX, nx);
      put(flags, WP, regs.wp());
      put(flags, PSE, regs.pse());
      put(flags, SMEP, regs.smep());
      put(flags, SMAP, regs.smap());
      put(flags, PKE, regs.pke() && regs.lma());
      put(flags, PFERR_FETCH, nx || regs.smep());
      return flags;
    }

    @Override
    long word(Words words) {
      return words.mmuRole();
    }
  },

  /** is_cr0_wp() and its siblings (BUILD_MMU_ROLE_ACCESSOR), v5.18 mmu.c. */
  V5_18("v5.18", "the mmu_role; an EPT role has none of them") {
    @Override
    long word(Words words) {
      return words.mmuRole();
    }
  },

  /** The same accessors, mmu.c as of the merge of series/07 (e5ed0fb01004). */
  SERIES_07("series/07", "the cpu_role; an EPT role has none of them") {
    @Override
    long word(Words words) {
      return words.cpuRole();
    }
  },

  /** has_pferr_fetch(), v7.2 mmu.c. */
  V7_2("v7.2", "the cpu_role, which has a bit of its own for telling fetches") {
    @Override
    long word(Words words) {
      return words.cpuRole();
    }

    @Override
    boolean tellsFetches(Words words) {
      return words.layout().isSet(word(words), RoleField.HAS_PFERR_FETCH);
    }
  };

  private final Label label;

  PagingBits(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The flags of a context: all but those of {@link ReservedRule}. */
  Set<PagingFlag> of(WalkSetup setup) {
    Words words = setup.words();
    Set<PagingFlag> flags = ofEpt(setup);
    put(flags, NX, RoleField.EFER_NX, words);
    put(flags, WP, RoleField.CR0_WP, words);
    put(flags, PSE, RoleField.CR4_PSE, words);
    put(flags, SMEP, RoleField.CR4_SMEP, words);
    put(flags, SMAP, RoleField.CR4_SMAP, words);
    put(flags, PKE, RoleField.CR4_PKE, words);
    put(flags, PFERR_FETCH, tellsFetches(words));
    return flags;
  }

  /** The role word that describes the guest's paging. */
  abstract long word(Words words);

  boolean tellsFetches(Words words) {
    long word = word(words);
    return words.layout().isSet(word, RoleField.EFER_NX)
        || words.layout().isSet(word, RoleField.CR4_SMEP);
  }

  /** What the format and, for EPT, L1's capabilities settle: PT_HAVE_ACCESSED_DIRTY(). */
  Set<PagingFlag> ofEpt(WalkSetup setup) {
    Words words = setup.words();
    boolean ept = setup.format() == PteFormat.EPT;
    Set<PagingFlag> flags = EnumSet.noneOf(PagingFlag.class);
    boolean noAd = words.layout().isSet(word(words), RoleField.AD_DISABLED);
    put(flags, ACCESSED_DIRTY, !ept || !noAd);
    put(flags, EXECONLY, ept && words.layout().isSet(word(words), RoleField.EXECONLY));
    return flags;
  }

  private void put(Set<PagingFlag> flags, PagingFlag flag, RoleField field, Words words) {
    put(flags, flag, words.layout().isSet(word(words), field));
  }

  static void put(Set<PagingFlag> flags, PagingFlag flag, boolean present) {
    if (present) {
      flags.add(flag);
    }
  }

  @Override
  public Label label() {
    return label;
  }
}
