// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what is told of a vCPU after an anchor. The first value of a key counts: it is told
 * before the guest runs on and changes what KVM does not intercept. Roots are built just before
 * that, so that of them the last value counts.
 */
final class OutcomeBuilder {
  /** More than the addresses that matter after one anchor. */
  private static final int MAX_SEEN = 256;

  /** What the anchor's own event tells of it. */
  private static final long OF_ANCHOR;

  /** What an event of any kind may tell of the vCPU. */
  private static final long OF_VCPU;

  private static final long ROOTS;

  static {
    long anchor = ExpectKey.ACCEPTED.bit() | ExpectKey.REQUESTS.bit();
    long roots = 0;
    long vcpu = 0;
    for (MmuId mmu : MmuId.values()) {
      anchor |= ExpectKey.of(mmu, MmuItem.CONTEXT).bit() | ExpectKey.of(mmu, MmuItem.PGD).bit();
      roots |= ExpectKey.of(mmu, MmuItem.ROOTS).bit();
      for (MmuItem item : MmuItem.values()) {
        vcpu |= ExpectKey.of(mmu, item).bit();
      }
    }
    for (ExpectKey key : States.KEYS) {
      vcpu |= key.bit();
    }
    OF_ANCHOR = anchor;
    ROOTS = roots;
    OF_VCPU = (vcpu & ~anchor) | ExpectKey.MMU.bit() | ExpectKey.WALK_MMU.bit();
  }

  private final long[] values = new long[ExpectKey.ALL.size()];
  private final List<Seen> seen = new ArrayList<>();
  private long present;
  private long varied;

  /** An anchor has come: what follows is its outcome. */
  void begin(TraceEvent event) {
    present = 0;
    varied = 0;
    seen.clear();
    take(event, OF_VCPU | OF_ANCHOR);
  }

  /** Another event of the vCPU has come. */
  void add(TraceEvent event) {
    take(event, OF_VCPU);
    switch (event.type()) {
      case WALK, ACCESS -> walk(event);
      case PAGE -> page(event);
      case INJECT -> see(new Seen(Seen.Kind.INJECTION, 0, 0, event.args().number(Arg.ERROR), -1));
      default -> {}
    }
  }

  private void take(TraceEvent event, long keys) {
    KeyValues<ExpectKey> told = event.expectations();
    for (long left = told.present() & keys; left != 0; left &= left - 1) {
      ExpectKey key = ExpectKey.ALL.get(Long.numberOfTrailingZeros(left));
      boolean roots = (key.bit() & ROOTS) != 0;
      long value = roots ? current(told.tuples(key)) : told.number(key);
      if ((present & key.bit()) != 0 && values[key.index()] != value) {
        varied |= key.bit();
      }
      if (roots || (present & key.bit()) == 0) {
        values[key.index()] = value;
      }
      present |= key.bit();
    }
  }

  /** The kind and the role of the current root. */
  private static long current(LongTuples roots) {
    return (roots.get(0) << Integer.SIZE) | (roots.get(0, 2) & 0xffff_ffffL);
  }

  /** A walk that tells neither that it faults nor how it ends is one whose end is not known. */
  private void walk(TraceEvent event) {
    KeyValues<Arg> args = event.args();
    KeyValues<ExpectKey> told = event.expectations();
    boolean tells =
        told.has(ExpectKey.FAULT) || told.has(ExpectKey.GPA) || told.has(ExpectKey.LEVEL);
    if (!args.has(Arg.ADDR) || !tells) {
      return;
    }
    long fault = told.numberOr(ExpectKey.FAULT, Seen.NO_FAULT);
    long gpa = fault == Seen.NO_FAULT ? told.numberOr(ExpectKey.GPA, -1) : -1;
    see(new Seen(Seen.Kind.WALK, args.number(Arg.ADDR), how(event.type(), args), fault, gpa));
  }

  /** The arguments of a walk that decide how it ends. */
  private static long how(EventType type, KeyValues<Arg> args) {
    long how = type == EventType.WALK ? 1 : 2;
    for (Arg arg : List.of(Arg.MMU, Arg.ERROR, Arg.ACCESS, Arg.USER, Arg.CPL, Arg.AC)) {
      how = how * 31 + args.numberOr(arg, -1);
    }
    return how * 31 + args.numberOr(Arg.IMPLICIT, -1);
  }

  private void page(TraceEvent event) {
    KeyValues<Arg> args = event.args();
    if (args.word(Arg.OP, PageOp.class) == PageOp.GET) {
      see(new Seen(Seen.Kind.PAGE, args.number(Arg.GFN), 0, args.number(Arg.ROLE), -1));
    }
  }

  private void see(Seen one) {
    if (seen.size() < MAX_SEEN && !seen.contains(one)) {
      seen.add(one);
    }
  }

  /** All that was told. */
  Outcome build() {
    long[] told = new long[Long.bitCount(present)];
    int count = 0;
    for (long left = present; left != 0; left &= left - 1) {
      told[count++] = values[Long.numberOfTrailingZeros(left)];
    }
    return new Outcome(present, varied, told, List.copyOf(seen));
  }
}
