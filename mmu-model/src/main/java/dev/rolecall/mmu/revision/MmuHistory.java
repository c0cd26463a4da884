// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.revision;

import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.mmu.paging.ExitQualification;
import dev.rolecall.mmu.paging.PagingBits;
import dev.rolecall.mmu.paging.PassthroughWp;
import dev.rolecall.mmu.paging.ReservedRule;
import dev.rolecall.mmu.paging.SecondStage;
import dev.rolecall.mmu.paging.SmapOverride;
import dev.rolecall.mmu.paging.SpteReserved;
import dev.rolecall.mmu.revision.MmuRevision.Text;
import dev.rolecall.mmu.root.Cr3Write;
import dev.rolecall.mmu.root.DeadRoots;
import dev.rolecall.mmu.root.InvisibleRoot;
import dev.rolecall.mmu.root.RootRole;
import dev.rolecall.mmu.root.RootSwitch;
import dev.rolecall.mmu.root.TdpMmuRoot;
import dev.rolecall.mmu.root.WriteFlush;
import dev.rolecall.mmu.rule.CpuRole;
import dev.rolecall.mmu.rule.CpuidUpdate;
import dev.rolecall.mmu.rule.DerivedState;
import dev.rolecall.mmu.rule.EptRole;
import dev.rolecall.mmu.rule.NestedRole;
import dev.rolecall.mmu.rule.NptRole;
import dev.rolecall.mmu.rule.PageRole;
import dev.rolecall.mmu.rule.RegisterCheck;
import dev.rolecall.mmu.rule.RegisterWrite;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.mmu.rule.ShadowRole;
import dev.rolecall.mmu.rule.SmmEntry;
import dev.rolecall.mmu.rule.SvmEntry;
import dev.rolecall.mmu.rule.TdpLevels;
import dev.rolecall.mmu.rule.TdpRole;
import dev.rolecall.mmu.shadow.SpteMarks;
import java.util.List;
import java.util.Optional;

/**
 * The kernel points that the model knows: two releases, the series of April 2022 patch by patch as
 * it was posted, and the releases after it. Patch 17 was never merged and is a side branch.
 */
public final class MmuHistory {
  private static final MmuRevision V5_10 =
      MmuRevision.first(
          "v5.10",
          "5.10.262: one mmu_role, computed from the registers as they are",
          MmuSpec.of(
              RoleLayouts.V5_10,
              RoleWords.V5_10,
              CpuRole.V5_10,
              TdpLevels.V5_10,
              TdpRole.V5_10,
              ShadowRole.V5_10,
              NptRole.V5_10,
              EptRole.V5_10,
              NestedRole.V5_10,
              DerivedState.V5_10,
              CpuidUpdate.V5_10,
              RegisterCheck.V5_10,
              RegisterWrite.V5_10,
              SvmEntry.V5_10,
              SmmEntry.V5_10,
              PageRole.V5_10,
              SpteMarks.V5_10,
              PagingBits.V5_10,
              ReservedRule.V5_10,
              SpteReserved.V5_10,
              AccessBits.V5_10,
              SmapOverride.V5_10,
              SecondStage.V5_10,
              ExitQualification.V5_10,
              PassthroughWp.V5_10,
              RootSwitch.V5_10,
              RootRole.V5_10,
              InvisibleRoot.V5_10,
              TdpMmuRoot.V5_10,
              DeadRoots.V5_10,
              Cr3Write.V5_10,
              WriteFlush.V5_10));

  private static final MmuRevision V5_18 =
      V5_10.revise(
          "v5.18",
          "",
          new Text(
              "5.18.12, the base of the series: roles gated by CR0.PG and EFER.LMA",
              "without CR0.PG no register bit counts; efer_lma is in the role, MAXPHYADDR is not: "
                  + "CPUID updates invalidate roles; NPT and EPT roles no longer see L2's registers"),
          RoleLayouts.V5_18,
          TdpLevels.V5_18,
          TdpRole.V5_18,
          ShadowRole.V5_18,
          NptRole.V5_18,
          EptRole.V5_18,
          NestedRole.V5_18,
          CpuidUpdate.V5_18,
          RegisterCheck.V5_18,
          RegisterWrite.V5_18,
          SvmEntry.V5_18,
          SmmEntry.V5_18,
          PageRole.V5_18,
          SpteMarks.V5_18,
          PagingBits.V5_18,
          ReservedRule.V5_18,
          SpteReserved.V5_18,
          SmapOverride.V5_18,
          RootSwitch.V5_18,
          DeadRoots.V5_18,
          Cr3Write.V5_18,
          WriteFlush.V5_18);

  private static final MmuRevision S01 =
      V5_18.revise(
          "series/01",
          "",
          new Text(
              "nested EPT cannot be used in SMM", "the smm bit of a shadow EPT role is always 0"),
          EptRole.SERIES_01);

  private static final MmuRevision S02 =
      S01.unchanged("series/02", "", "constify uses of struct kvm_mmu_role_regs");

  private static final MmuRevision S03 =
      S02.unchanged("series/03", "", "pull computation of kvm_mmu_role_regs to kvm_init_mmu");

  private static final MmuRevision S04 = S03.unchanged("series/04", "", "rephrase unclear comment");

  private static final MmuRevision S05 =
      S04.unchanged("series/05", "", "do not monkey-patch inject_page_fault callback");

  private static final MmuRevision S06 =
      S05.unchanged("series/06", "", "remove \"bool base_only\" arguments");

  private static final MmuRevision S07 =
      S06.revise(
          "series/07",
          "e5ed0fb01004",
          new Text(
              "split cpu_role from mmu_role",
              "every context gets a cpu_role, the guest's paging mode; an MMU is kept when both words "
                  + "match; nested_mmu has only a cpu_role, in which direct is !CR0.PG"),
          RoleWords.SERIES_07,
          CpuRole.SERIES_07,
          NestedRole.SERIES_07,
          PagingBits.SERIES_07);

  private static final MmuRevision S08 =
      S07.unchanged(
          "series/08", "60f3cb60a59d", "do not recompute root level from kvm_mmu_role_regs");

  private static final MmuRevision S09 =
      S08.unchanged("series/09", "ec283cb1dcb9", "remove ept_ad field");

  private static final MmuRevision S10 =
      S09.unchanged("series/10", "19b5dcc3be2e", "remove kvm_calc_shadow_root_page_role_common");

  private static final MmuRevision S11 =
      S10.revise(
          "series/11",
          "2ba676774dfc",
          new Text(
              "cleanup computation of MMU roles for two-dimensional paging",
              "the mmu_role of TDP depends on no register, so cached roots match more often"),
          TdpRole.SERIES_11);

  private static final MmuRevision S12 =
      S11.unchanged(
          "series/12", "f417e1459a12", "cleanup computation of MMU roles for shadow paging");

  private static final MmuRevision S13 =
      S12.revise(
          "series/13",
          "362505deb8e2",
          new Text(
              "store shadow EFER.NX in the MMU role",
              "shadow paging without nesting always has efer_nx=1 in the mmu_role"),
          ShadowRole.SERIES_13,
          SpteReserved.SERIES_13);

  private static final MmuRevision S14 =
      S13.revise(
          "series/14",
          "7a458f0e1ba1",
          new Text(
              "remove extended bits from mmu_role, rename field",
              "mmu_role becomes root_role, 32 bits; a CPUID update makes it 0"),
          RoleWords.SERIES_14,
          CpuidUpdate.SERIES_14);

  private static final MmuRevision S15 =
      S14.unchanged("series/15", "7a7ae8292391", "rename kvm_mmu_role union");

  private static final MmuRevision S16 =
      S15.revise(
          "series/16",
          "faf729621c96",
          new Text(
              "remove redundant bits from extended role",
              "cr0_pg and cr4_pae leave the cpu_role, and the bits above them move down"),
          RoleLayouts.SERIES_16);

  private static final MmuRevision S17 =
      S16.revise(
          "series/17",
          "not merged",
          new Text(
              "remove valid from extended role",
              "posted only: ext.valid leaves the cpu_role; a CPUID update makes the whole word 0"),
          RoleLayouts.SERIES_17,
          CpuidUpdate.SERIES_17);

  private static final MmuRevision S18 =
      S16.unchanged(
          "series/18", "56b321f9e332", "simplify and/or inline computation of shadow MMU roles");

  private static final MmuRevision S19 =
      S18.unchanged("series/19", "a7f1de9b6066", "pull CPU mode computation to kvm_init_mmu");

  private static final MmuRevision S20 =
      S19.revise(
          "series/20",
          "a972e29c1d6c",
          new Text(
              "replace shadow_root_level with root_role.level",
              "shadow_root_level reads 0 after a CPUID update, as root_role does"),
          DerivedState.SERIES_20);

  private static final MmuRevision S21 =
      S20.revise(
          "series/21",
          "4d25502aa12e",
          new Text(
              "replace root_level with cpu_role.base.level",
              "root_level is read from the cpu_role"),
          DerivedState.SERIES_21);

  private static final MmuRevision S22 =
      S21.revise(
          "series/22",
          "347a0d0ded16",
          new Text(
              "replace direct_map with root_role.direct",
              "direct_map is read from the root_role, so it is 0 after a CPUID update"),
          DerivedState.SERIES_22);

  private static final MmuRevision V5_19 =
      S22.revise(
          "v5.19",
          "84e5ffd045f3",
          new Text(
              "5.19.0: add the passthrough bit for shadow NPT",
              "root_role gets passthrough where 5-level NPT shadows a 4-level one"),
          RoleLayouts.V5_19,
          NptRole.V5_19,
          PageRole.V5_19);

  private static final MmuRevision V6_1 =
      V5_19.revise(
          "v6.1",
          "",
          new Text(
              "6.1.192: guest mode before the NPT context; CR0.WP alone keeps the roots",
              "shadow NPT roles have guest_mode=1; with TDP a CR0.WP write only recomputes the role"),
          RegisterCheck.V6_1,
          RegisterWrite.V6_1,
          SvmEntry.V6_1,
          PageRole.V6_1,
          SpteReserved.V6_1,
          PassthroughWp.V6_1,
          RootRole.V6_1,
          TdpMmuRoot.V6_1);

  private static final MmuRevision V6_12 =
      V6_1.revise(
          "v6.12",
          "",
          new Text(
              "6.12.107: CPUID updates mark root_role invalid",
              "a CPUID update sets root_role.invalid; CR0.WP alone does nothing without paging"),
          CpuidUpdate.V6_12,
          RegisterCheck.V6_12,
          RegisterWrite.V6_12,
          SecondStage.V6_12,
          ExitQualification.V6_12,
          InvisibleRoot.V6_12,
          WriteFlush.V6_12);

  private static final MmuRevision V7_2 =
      V6_12.revise(
          "v7.2",
          "",
          new Text(
              "7.2.13: four ACC_ bits, cr4_smep in the base role, has_pferr_fetch",
              "access has a read bit; cr4_smep replaces smep_andnot_wp; NPT roles have cr0_wp=1 and no SMAP"),
          RoleLayouts.V7_2,
          CpuRole.V7_2,
          NptRole.V7_2,
          RegisterCheck.V7_2,
          SpteMarks.V7_2,
          PagingBits.V7_2,
          AccessBits.V7_2,
          SecondStage.V7_2,
          ExitQualification.V7_2);

  private static final List<MmuRevision> ALL =
      List.of(
          V5_10, V5_18, S01, S02, S03, S04, S05, S06, S07, S08, S09, S10, S11, S12, S13, S14, S15,
          S16, S17, S18, S19, S20, S21, S22, V5_19, V6_1, V6_12, V7_2);

  private MmuHistory() {}

  /** Every point; a parent stands before its children. */
  public static List<MmuRevision> revisions() {
    return ALL;
  }

  /** The point of that id. */
  public static Optional<MmuRevision> find(String id) {
    return ALL.stream().filter(r -> r.id().equals(id)).findFirst();
  }
}
