// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.mmu.paging.PagingBits;
import dev.rolecall.mmu.paging.ReservedRule;
import dev.rolecall.mmu.paging.SecondStage;
import dev.rolecall.mmu.paging.SmapOverride;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.root.Cr3Write;
import dev.rolecall.mmu.root.InvisibleRoot;
import dev.rolecall.mmu.root.RootRole;
import dev.rolecall.mmu.root.RootSwitch;
import dev.rolecall.mmu.root.WriteFlush;
import dev.rolecall.mmu.rule.CpuRole;
import dev.rolecall.mmu.rule.CpuidUpdate;
import dev.rolecall.mmu.rule.EptRole;
import dev.rolecall.mmu.rule.NestedRole;
import dev.rolecall.mmu.rule.NptRole;
import dev.rolecall.mmu.rule.RegisterCheck;
import dev.rolecall.mmu.rule.RegisterWrite;
import dev.rolecall.mmu.rule.RuleVariant;
import dev.rolecall.mmu.rule.ShadowRole;
import dev.rolecall.mmu.rule.SmmEntry;
import dev.rolecall.mmu.rule.SvmEntry;
import dev.rolecall.mmu.rule.TdpRole;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;

/** Names the rules of a revision that govern an event. */
public final class RuleCitations {
  private RuleCitations() {}

  /** The rules, each with its variant and what that says; empty where none governs the event. */
  public static List<String> of(TraceEvent event, MmuSpec spec) {
    return rules(event).stream()
        .map(spec::rule)
        .map(
            rule ->
                "%s, %s: %s"
                    .formatted(
                        MmuSpec.ruleOf(rule).getSimpleName(),
                        rule.label().variant(),
                        rule.label().summary()))
        .toList();
  }

  private static List<Class<? extends RuleVariant>> rules(TraceEvent event) {
    return switch (event.type()) {
      case WRITE -> ofWrite(event);
      case SREGS -> List.of(RegisterCheck.class, WriteFlush.class);
      case CPUID -> List.of(CpuidUpdate.class);
      case SMM -> List.of(SmmEntry.class);
      case VCPU, INIT_MMU -> List.of(CpuRole.class, TdpRole.class, ShadowRole.class);
      case NESTED_ENTRY -> ofEntry(event.args().word(Arg.MODE, NestedMode.class));
      case NESTED_EXIT -> List.of(CpuRole.class, RootSwitch.class);
      case LOAD -> List.of(RootRole.class, InvisibleRoot.class);
      case NEW_PGD -> List.of(RootSwitch.class);
      case ACCESS, WALK ->
          List.of(
              PagingBits.class,
              ReservedRule.class,
              AccessBits.class,
              SmapOverride.class,
              SecondStage.class);
      default -> List.of();
    };
  }

  private static List<Class<? extends RuleVariant>> ofWrite(TraceEvent event) {
    if (event.args().has(Arg.CR3)) {
      return List.of(RegisterCheck.class, Cr3Write.class, RootSwitch.class);
    }
    return List.of(RegisterCheck.class, RegisterWrite.class, WriteFlush.class);
  }

  private static List<Class<? extends RuleVariant>> ofEntry(NestedMode mode) {
    return switch (mode) {
      case NPT -> List.of(SvmEntry.class, NptRole.class, NestedRole.class, RootSwitch.class);
      case EPT -> List.of(EptRole.class, NestedRole.class, RootSwitch.class);
      case SHADOW -> List.of(CpuRole.class, ShadowRole.class, RootSwitch.class);
    };
  }
}
