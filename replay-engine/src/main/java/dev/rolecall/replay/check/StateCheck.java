// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.bits.BitLayout;
import dev.rolecall.mmu.cpu.RegisterLayouts;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.Map;

/** Checks registers, modes, MMU pointers and the acceptance of writes. */
final class StateCheck {
  private static final String WORLD_SWITCH = "acceptance of events other than register writes";
  private static final Map<ExpectKey, BitLayout> LAYOUTS =
      Map.of(
          ExpectKey.CR0, RegisterLayouts.CR0,
          ExpectKey.CR4, RegisterLayouts.CR4,
          ExpectKey.EFER, RegisterLayouts.EFER);

  private StateCheck() {}

  /** Compares the registers and modes; what more depends on comes first. */
  static void check(TraceEvent event, VcpuMmu model, Findings findings) {
    KeyValues<ExpectKey> expect = event.expectations();
    Registers r = model.state().registers();
    register(expect, ExpectKey.CR0, r.cr0(), findings);
    register(expect, ExpectKey.CR4, r.cr4(), findings);
    register(expect, ExpectKey.EFER, r.efer(), findings);
    register(expect, ExpectKey.SMM, model.state().smm() ? 1 : 0, findings);
    register(expect, ExpectKey.GUEST_MODE, model.state().guestMode() ? 1 : 0, findings);
    register(expect, ExpectKey.CR3, r.cr3(), findings);
  }

  /** Compares which context is used and which one walks. */
  static void checkPointers(TraceEvent event, VcpuMmu model, Findings findings) {
    KeyValues<ExpectKey> expect = event.expectations();
    pointer(expect, ExpectKey.MMU, model.mmu(), findings);
    pointer(expect, ExpectKey.WALK_MMU, model.walkMmu(), findings);
  }

  private static void register(
      KeyValues<ExpectKey> expect, ExpectKey key, long model, Findings findings) {
    if (!expect.has(key)) {
      return;
    }
    long recorded = expect.number(key);
    if (recorded == model) {
      findings.match();
    } else {
      findings.differ(difference(key, recorded, model));
    }
  }

  /** The difference of a register, which differs, by bit where its bits have names. */
  static Difference difference(ExpectKey key, long recorded, long model) {
    return new Difference(
        Observable.STATE,
        key.wireName(),
        "0x" + Long.toHexString(recorded),
        "0x" + Long.toHexString(model),
        bits(key, recorded, model));
  }

  private static List<FieldDiff> bits(ExpectKey key, long recorded, long model) {
    BitLayout layout = LAYOUTS.get(key);
    if (layout == null) {
      return List.of();
    }
    return layout.differing(recorded, model).stream()
        .map(f -> new FieldDiff(f.name(), f.get(recorded), f.get(model), "bit " + f.shift()))
        .toList();
  }

  private static void pointer(
      KeyValues<ExpectKey> expect, ExpectKey key, dev.rolecall.mmu.MmuId model, Findings findings) {
    if (!expect.has(key)) {
      return;
    }
    String recorded = expect.word(key, MmuId.class).wireName();
    findings.add(
        recorded.equals(model.kernelName()),
        () -> Difference.plain(Observable.MMU, key.wireName(), recorded, model.kernelName()));
  }

  /** Compares whether a write was accepted with what KVM's rules say. */
  static void checkAccepted(TraceEvent event, WriteVerdict verdict, Findings findings) {
    KeyValues<ExpectKey> expect = event.expectations();
    if (!expect.has(ExpectKey.ACCEPTED)) {
      return;
    }
    if (event.type() != EventType.WRITE && event.type() != EventType.SREGS) {
      findings.notChecked(WORLD_SWITCH);
      return;
    }
    boolean recorded = expect.flag(ExpectKey.ACCEPTED);
    if (recorded == verdict.accepted()) {
      findings.match();
    } else if (verdict.isCertain()) {
      String model = verdict.accepted() ? "1" : "0";
      findings.differ(
          Difference.plain(
              Observable.ACCEPTED, ExpectKey.ACCEPTED.wireName(), recorded ? "1" : "0", model));
    } else {
      findings.notChecked("acceptance that hangs on " + verdict.unless());
    }
  }
}
