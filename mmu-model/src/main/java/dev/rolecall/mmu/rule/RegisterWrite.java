// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;

/** What an accepted register write does to the current MMU context. */
public enum RegisterWrite implements RuleVariant {
  /** kvm_set_cr0(), kvm_set_cr4(), set_efer(), v5.10 x86.c. */
  V5_10("v5.10", "resets on CR0.PG WP, CR4.PGE PSE PAE SMEP SMAP PKE or PCIDE cleared, EFER.NX") {
    @Override
    public Reinit cr4(long old, long value) {
      boolean pcidOff = (old & Cr4.PCIDE) != 0 && (value & Cr4.PCIDE) == 0;
      return Reinit.resetIf((old ^ value) & CR4_V5_10) == Reinit.RESET || pcidOff
          ? Reinit.RESET
          : Reinit.NOTHING;
    }

    @Override
    public Reinit efer(long old, long value) {
      return Reinit.resetIf((old ^ value) & Efer.NX);
    }
  },

  /** kvm_post_set_cr0(), kvm_post_set_cr4(), set_efer(), v5.18 x86.c. */
  V5_18("v5.18", "resets on CR0.PG WP, CR4.PSE PAE LA57 SMEP SMAP PKE, EFER.LME NX"),

  /** kvm_post_set_cr0(), v6.1.192 x86.c. */
  V6_1("v6.1", "as before, but with TDP a change of CR0.WP alone keeps the roots") {
    @Override
    public Reinit cr0(long old, long value, boolean tdp) {
      return tdp && (old ^ value) == Cr0.WP ? Reinit.INIT : super.cr0(old, value, tdp);
    }
  },

  /** kvm_post_set_cr0(), v6.12 x86.c. */
  V6_12("v6.12", "as before, and a change of CR0.WP alone does nothing without CR0.PG") {
    @Override
    public Reinit cr0(long old, long value, boolean tdp) {
      boolean onlyWp = (old ^ value) == Cr0.WP;
      return onlyWp && (value & Cr0.PG) == 0 ? Reinit.NOTHING : V6_1.cr0(old, value, tdp);
    }
  };

  private static final long CR0_ROLE_BITS = Cr0.PG | Cr0.WP;
  private static final long CR4_ROLE_BITS =
      Cr4.PSE | Cr4.PAE | Cr4.LA57 | Cr4.SMEP | Cr4.SMAP | Cr4.PKE;
  private static final long CR4_V5_10 = Cr4.PGE | Cr4.PSE | Cr4.PAE | Cr4.SMEP | Cr4.SMAP | Cr4.PKE;

  /** How far the current context is set up again. */
  public enum Reinit {
    NOTHING,
    /** kvm_init_mmu(): the role is recomputed, roots stay. */
    INIT,
    /** kvm_mmu_reset_context(): roots are dropped and the role is recomputed. */
    RESET;

    static Reinit resetIf(long changed) {
      return changed != 0 ? RESET : NOTHING;
    }
  }

  private final Label label;

  RegisterWrite(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** After CR0 went from {@code old} to {@code value}. */
  public Reinit cr0(long old, long value, boolean tdp) {
    return Reinit.resetIf((old ^ value) & CR0_ROLE_BITS);
  }

  /** After CR4 went from {@code old} to {@code value}. */
  public Reinit cr4(long old, long value) {
    return Reinit.resetIf((old ^ value) & CR4_ROLE_BITS);
  }

  /** After EFER went from {@code old} to {@code value}. */
  public Reinit efer(long old, long value) {
    return Reinit.resetIf((old ^ value) & (Efer.LME | Efer.NX));
  }

  @Override
  public Label label() {
    return label;
  }
}
