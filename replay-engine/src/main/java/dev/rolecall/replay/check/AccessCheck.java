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
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;

/** Checks what an {@code access} expects of the translation. */
public final class AccessCheck {
  private static final String NO_MEMORY = "translations in memory that the trace does not give";
  private static final String NO_TABLES = "translations by a context that was never set up";

  /** Writers of traces that follow a walk of L2's tables have nothing to follow there. */
  private static final String UNPAGED_STORES = "stores of L1's tables while L2 runs unpaged";

  private static final long PAGE_FAULT_VECTOR = 14;

  private static final List<ExpectKey> OF_A_FAULT =
      List.of(
          ExpectKey.FAULT_VECTOR,
          ExpectKey.FAULT_NESTED,
          ExpectKey.FAULT_ADDR,
          ExpectKey.EXIT_QUALIFICATION);

  /** The error code of a page fault; the bits above tell of a nested fault's stage. */
  private static final long ERROR_CODE = 0xffff_ffffL;

  private final AccessBits traced;
  private final AccessBits replayed;
  private final QualificationCheck qualification;
  private final Findings found = new Findings();
  private final Findings again = new Findings();

  AccessCheck(MmuRevision traced, MmuRevision replayed) {
    this.traced = traced.spec().rule(AccessBits.class);
    this.replayed = replayed.spec().rule(AccessBits.class);
    this.qualification = new QualificationCheck(traced, replayed);
  }

  /**
   * Compares the walk of an {@code access} with what the event expects.
   *
   * @return the differences of a write that a fetch in the same access would explain, which are not
   *     among the findings; the model then goes on from that access
   */
  List<Difference> check(TraceEvent event, VcpuMmu model, Findings findings) {
    int expected = Long.bitCount(event.expectations().present() & TranslationKeys.ALL);
    GuestWalk walk = model.lastWalk();
    if (walk.end() == End.NO_TABLES) {
      findings.notChecked(NO_TABLES, expected);
    } else if (!isKnown(event, model)) {
      findings.notChecked(NO_MEMORY, expected);
    } else if (expected > 0) {
      compare(event, model, found);
      if (!found.isClean() && isExplainedByFetch(event, model)) {
        return List.copyOf(found.differences());
      }
      findings.addAll(found);
    }
    return List.of();
  }

  /** Whether the error code that a write recorded is one of a fetch. */
  static boolean tellsFetch(TraceEvent event) {
    return (event.expectations().numberOr(ExpectKey.FAULT, 0) & Pferr.FETCH) != 0;
  }

  /** Whether a write came out as a write and fetch in one would. */
  private boolean isExplainedByFetch(TraceEvent event, VcpuMmu model) {
    AccessRequest request = AccessRequest.of(event, model);
    if (!request.isWrite()) {
      return false;
    }
    translateInstead(model, request.andFetch());
    if (compare(event, model, again).isClean()) {
      return true;
    }
    translateInstead(model, request);
    return false;
  }

  private static void translateInstead(VcpuMmu model, AccessRequest request) {
    model.translateInstead(request.mmu(), request.address(), request.access());
  }

  /**
   * Whether the trace gives what the walk of an {@code access} hangs on: the tables and memory,
   * without which only an unpaged address of L1 is translated.
   */
  public static boolean isKnown(TraceEvent event, VcpuMmu model) {
    GuestWalk walk = model.lastWalk();
    boolean withoutMemory =
        walk.isUnpaged() && event.args().word(Arg.MMU, MmuId.class) == MmuId.ROOT_MMU;
    return walk.end() != End.NO_TABLES && (model.knowsMemory() || withoutMemory);
  }

  private Findings compare(TraceEvent event, VcpuMmu model, Findings findings) {
    findings.clear();
    KeyValues<ExpectKey> expect = event.expectations();
    GuestWalk walk = model.lastWalk();
    checkOutcome(expect, walk, findings);
    if (walk.end().isFault()) {
      number(expect, ExpectKey.FAULT_VECTOR, PAGE_FAULT_VECTOR, findings);
      number(expect, ExpectKey.FAULT_NESTED, isNested(event, walk) ? 1 : 0, findings);
      number(expect, ExpectKey.FAULT_ADDR, walk.faultAddress(), findings);
      qualification.check(expect, walk, findings);
    } else if (!expect.has(ExpectKey.FAULT)) {
      withoutFault(expect, walk, findings);
    }
    number(expect, ExpectKey.LEVEL, walk.level(), findings);
    checkSteps(expect, walk, findings);
    checkStores(expect, walk, findings);
    if (expect.has(ExpectKey.PTE_ACCESS)) {
      checkRights(event, model, walk, findings);
    }
    return findings;
  }

  /** What is expected of a fault differs if there is none; {@code fault} itself tells that too. */
  private static void withoutFault(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    for (ExpectKey key : OF_A_FAULT) {
      if (expect.has(key)) {
        findings.differ(difference(key, hex(expect.number(key)), outcome(walk)));
      }
    }
  }

  /** The fault belongs to L1's tables for L2: they were walked, alone or as the second stage. */
  public static boolean isNested(TraceEvent event, GuestWalk walk) {
    return walk.isNestedFault() || event.args().word(Arg.MMU, MmuId.class) == MmuId.GUEST_MMU;
  }

  private static void checkOutcome(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    if (expect.has(ExpectKey.GPA)) {
      checkGpa(expect.number(ExpectKey.GPA), walk, findings);
    } else if (expect.has(ExpectKey.FAULT)) {
      checkFault(expect.number(ExpectKey.FAULT), walk, findings);
    }
  }

  private static void checkGpa(long recorded, GuestWalk walk, Findings findings) {
    if (walk.end() == End.TRANSLATED && walk.gpa() == recorded) {
      findings.match();
    } else {
      boolean fault = walk.end().isFault();
      String model = fault ? "fault " + hex(errorCode(walk)) : hex(walk.gpa());
      findings.differ(difference(ExpectKey.GPA, hex(recorded), model));
    }
  }

  private static void checkFault(long recorded, GuestWalk walk, Findings findings) {
    long mask = recorded >>> Integer.SIZE == 0 ? ERROR_CODE : -1;
    boolean fault = walk.end().isFault();
    if (fault && (walk.errorCode() & mask) == recorded) {
      findings.match();
      return;
    }
    findings.differ(
        new Difference(
            Observable.TRANSLATION,
            ExpectKey.FAULT.wireName(),
            hex(recorded),
            outcome(walk),
            fault ? bits(recorded, walk.errorCode() & mask) : List.of()));
  }

  /** The error code of a walk's page fault. */
  public static long errorCode(GuestWalk walk) {
    return walk.errorCode() & ERROR_CODE;
  }

  private static String outcome(GuestWalk walk) {
    return walk.end() == End.TRANSLATED ? "gpa " + hex(walk.gpa()) : hex(errorCode(walk));
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
      if (recorded == model) {
        findings.match();
      } else {
        findings.differ(difference(key, hex(recorded), hex(model)));
      }
    }
  }

  private static void checkSteps(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    if (!expect.has(ExpectKey.STEPS)) {
      return;
    }
    LongTuples recorded = expect.tuples(ExpectKey.STEPS);
    if (WalkTuples.isSteps(recorded, walk)) {
      findings.match();
    } else {
      findings.differ(difference(ExpectKey.STEPS, recorded, WalkTuples.steps(walk)));
    }
  }

  private static void checkStores(KeyValues<ExpectKey> expect, GuestWalk walk, Findings findings) {
    if (!expect.has(ExpectKey.STORES)) {
      return;
    }
    LongTuples recorded = expect.tuples(ExpectKey.STORES);
    if (walk.isUnpaged() && recorded.size() == 0 && walk.storeCount() > 0) {
      findings.notChecked(UNPAGED_STORES);
      return;
    }
    if (WalkTuples.isStores(recorded, walk)) {
      findings.match();
    } else {
      findings.differ(difference(ExpectKey.STORES, recorded, WalkTuples.stores(walk)));
    }
  }

  private void checkRights(TraceEvent event, VcpuMmu model, GuestWalk walk, Findings findings) {
    int recorded = (int) event.expectations().number(ExpectKey.PTE_ACCESS);
    PteFormat format =
        model
            .paging(event.args().word(Arg.MMU, MmuId.class).model())
            .map(GuestPaging::format)
            .orElse(PteFormat.NONE);
    if (traced == replayed
        ? recorded == walk.pteAccess()
        : traced.rights(format, recorded).equals(replayed.rights(format, walk.pteAccess()))) {
      findings.match();
      return;
    }
    findings.differ(
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
