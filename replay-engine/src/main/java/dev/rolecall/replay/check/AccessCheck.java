// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.bits.BitLayout;
import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.GuestWalk.End;
import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.mmu.paging.PteFormat;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;

/** Checks what an {@code access} expects of the translation. */
final class AccessCheck {
  private static final String NO_MEMORY = "translations in memory that the trace does not give";
  private static final String NO_TABLES = "translations by a context that was never set up";
  private static final long PAGE_FAULT_VECTOR = 14;

  /** The error code of a page fault; the bits above tell of a nested fault's stage. */
  private static final long ERROR_CODE = 0xffff_ffffL;

  private final AccessBits traced;
  private final AccessBits replayed;

  AccessCheck(MmuRevision traced, MmuRevision replayed) {
    this.traced = traced.spec().rule(AccessBits.class);
    this.replayed = replayed.spec().rule(AccessBits.class);
  }

  /** Compares the walk of an {@code access} with what the event expects. */
  void check(TraceEvent event, VcpuMmu model, Findings findings) {
    if (event.type() != EventType.ACCESS) {
      return;
    }
    KeyValues<ExpectKey> expect = event.expectations();
    int expected = Long.bitCount(expect.present() & TranslationKeys.ALL);
    GuestWalk walk = model.lastWalk();
    if (walk.end() == End.NO_TABLES) {
      findings.notChecked(NO_TABLES, expected);
    } else if (!model.knowsMemory() && !isWithoutTables(event, walk)) {
      findings.notChecked(NO_MEMORY, expected);
    } else {
      compare(event, model, walk, findings);
    }
  }

  /** Whether a walk got by without memory: an unpaged address of L1. */
  private static boolean isWithoutTables(TraceEvent event, GuestWalk walk) {
    return walk.isUnpaged() && event.args().word(Arg.MMU, MmuId.class) == MmuId.ROOT_MMU;
  }

  private void compare(TraceEvent event, VcpuMmu model, GuestWalk walk, Findings findings) {
    KeyValues<ExpectKey> expect = event.expectations();
    checkOutcome(expect, walk, findings);
    if (walk.end().isFault()) {
      number(expect, ExpectKey.FAULT_VECTOR, PAGE_FAULT_VECTOR, findings);
      number(expect, ExpectKey.FAULT_NESTED, isNested(event, walk) ? 1 : 0, findings);
      number(expect, ExpectKey.FAULT_ADDR, walk.faultAddress(), findings);
    }
    number(expect, ExpectKey.LEVEL, walk.level(), findings);
    checkSteps(expect, walk, findings);
    checkStores(expect, walk, findings);
    if (expect.has(ExpectKey.PTE_ACCESS)) {
      checkRights(event, model, walk, findings);
    }
  }

  /** The fault belongs to L1's tables for L2: they were walked, alone or as the second stage. */
  private static boolean isNested(TraceEvent event, GuestWalk walk) {
    return walk.isNestedFault() || event.args().word(Arg.MMU, MmuId.class) == MmuId.GUEST_MMU;
  }

  private static void checkOutcome(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    String model = outcome(walk);
    if (expect.has(ExpectKey.GPA)) {
      long recorded = expect.number(ExpectKey.GPA);
      findings.add(
          walk.end() == End.TRANSLATED && walk.gpa() == recorded,
          difference(ExpectKey.GPA, hex(recorded), model));
    } else if (expect.has(ExpectKey.FAULT)) {
      long recorded = expect.number(ExpectKey.FAULT);
      long mask = recorded >>> Integer.SIZE == 0 ? ERROR_CODE : -1;
      boolean fault = walk.end().isFault();
      findings.add(
          fault && (walk.errorCode() & mask) == recorded,
          new Difference(
              Observable.TRANSLATION,
              ExpectKey.FAULT.wireName(),
              hex(recorded),
              model,
              fault ? bits(recorded, walk.errorCode() & mask) : List.of()));
    }
  }

  private static String outcome(GuestWalk walk) {
    return walk.end() == End.TRANSLATED
        ? "gpa " + hex(walk.gpa())
        : hex(walk.errorCode() & ERROR_CODE);
  }

  private static List<FieldDiff> bits(long recorded, long model) {
    BitLayout layout = Pferr.LAYOUT;
    return layout.differing(recorded, model).stream()
        .map(f -> new FieldDiff(f.name(), f.get(recorded), f.get(model), "bit " + f.shift()))
        .toList();
  }

  private static void number(
      KeyValues<ExpectKey> expect, ExpectKey key, long model, Findings findings) {
    if (expect.has(key)) {
      long recorded = expect.number(key);
      findings.add(recorded == model, difference(key, hex(recorded), hex(model)));
    }
  }

  private static void checkSteps(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    if (!expect.has(ExpectKey.STEPS)) {
      return;
    }
    LongTuples recorded = expect.tuples(ExpectKey.STEPS);
    LongTuples model = WalkTuples.steps(walk);
    findings.add(recorded.sameContent(model), difference(ExpectKey.STEPS, recorded, model));
  }

  private static void checkStores(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    if (!expect.has(ExpectKey.STORES)) {
      return;
    }
    LongTuples recorded = expect.tuples(ExpectKey.STORES);
    LongTuples model = WalkTuples.stores(walk);
    findings.add(recorded.sameContent(model), difference(ExpectKey.STORES, recorded, model));
  }

  private void checkRights(TraceEvent event, VcpuMmu model, GuestWalk walk, Findings findings) {
    int recorded = (int) event.expectations().number(ExpectKey.PTE_ACCESS);
    PteFormat format =
        model
            .paging(event.args().word(Arg.MMU, MmuId.class).model())
            .map(GuestPaging::format)
            .orElse(PteFormat.NONE);
    boolean same =
        traced == replayed
            ? recorded == walk.pteAccess()
            : traced.rights(format, recorded).equals(replayed.rights(format, walk.pteAccess()));
    findings.add(
        same,
        difference(
            ExpectKey.PTE_ACCESS,
            hex(recorded) + " " + traced.rights(format, recorded),
            hex(walk.pteAccess()) + " " + replayed.rights(format, walk.pteAccess())));
  }

  private static Difference difference(ExpectKey key, LongTuples recorded, LongTuples model) {
    return difference(key, WalkTuples.text(recorded), WalkTuples.text(model));
  }

  private static Difference difference(ExpectKey key, String recorded, String model) {
    return Difference.plain(Observable.TRANSLATION, key.wireName(), recorded, model);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
