// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.format.capture.GuestWalk.Ending;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Puts together the walks of guest tables that one vCPU's thread records. Nothing marks a walk's
 * end, so it is held until something else comes.
 *
 * <p>A walk of L2's tables with nested paging starts first; before each entry that it reads, and
 * once more for the address it yields, a walk of L1's nested tables starts and ends within it
 * (kvm_translate_gpa in FNAME(walk_addr_generic), v6.1 paging_tmpl.h). The inner ones are handed on
 * first.
 */
final class WalkAssembler {
  private static final long USER = 4;
  private static final long PRESENT = 1;

  private final WalkTables tables;
  private final Consumer<GuestWalk> sink;
  private final Runnable stages;
  private final Deque<GuestWalk> spare = new ArrayDeque<>();
  private GuestWalk outer = new GuestWalk();
  private GuestWalk inner = new GuestWalk();
  private Stage stage = Stage.NONE;
  private boolean innerGoing;
  private boolean lastInner;
  private long faultAddress;
  private boolean faultBefore;

  /** What the walk that started first is. */
  private enum Stage {
    NONE,
    /** The only walk. */
    ALONE,
    /** With nested paging: of L2's tables, or of L1's alone. */
    UNDECIDED,
    /** Of L2's tables, with others inside. */
    OUTER
  }

  /**
   * Hands each walk to a sink, which may keep it and {@link #reuse} it later.
   *
   * @param stages takes notice of a walk within another one, before that has read anything: a walk
   *     of one stage reads an entry first, or ends with an error
   */
  WalkAssembler(WalkTables tables, Consumer<GuestWalk> sink, Runnable stages) {
    this.tables = tables;
    this.sink = sink;
    this.stages = stages;
  }

  /** Takes back a walk that was handed on. */
  void reuse(GuestWalk walk) {
    spare.push(walk);
  }

  /** Notes a page fault from the hardware: the walk that comes next is that of its address. */
  void pageFault(long address) {
    end();
    faultAddress = address;
    faultBefore = true;
  }

  /** Takes a kvm_mmu_pagetable_walk. */
  void start(long position, long address, long error) {
    if ((stage == Stage.OUTER || stage == Stage.UNDECIDED) && !outer.isFaulted() && !lastInner) {
      startInner(position, address, error);
      return;
    }
    boolean ofFault = faultBefore && faultAddress == address;
    end();
    outer.start(position, address, error);
    stage = stageOf(error, ofFault);
    if (stage == Stage.OUTER) {
      tables.nameL2(outer);
    } else if (stage == Stage.ALONE && tables.isNested()) {
      tables.nameL1(outer);
    } else if (stage == Stage.ALONE) {
      tables.nameOnly(outer);
    }
  }

  /**
   * The fault of L2 is walked by guest_mmu; translate_nested_gpa (v6.1 x86.c) makes every access of
   * such a walk a user's.
   */
  private Stage stageOf(long error, boolean ofFault) {
    if (!tables.isNested() || tables.isL2Unpaged() || ofFault) {
      return Stage.ALONE;
    }
    return (error & USER) == 0 ? Stage.OUTER : Stage.UNDECIDED;
  }

  private void startInner(long position, long address, long error) {
    if (innerGoing) {
      endInner();
    }
    if (outer.isEmpty()) {
      stages.run();
    }
    if (stage == Stage.UNDECIDED) {
      decideOuter();
    }
    lastInner = outer.isAtEnd();
    inner.start(position, address, error);
    tables.nameL1(inner);
    innerGoing = true;
  }

  private void decideOuter() {
    stage = Stage.OUTER;
    tables.nameL2(outer);
  }

  /** Takes a kvm_mmu_paging_element. */
  void entry(long level, long pte) {
    if (innerGoing && !inner.isAtEnd()) {
      inner.entry(level, pte);
      return;
    }
    if (innerGoing) {
      endInner();
    }
    if (stage == Stage.UNDECIDED) {
      decide(level);
    }
    if (stage != Stage.NONE) {
      outer.entry(level, pte);
    }
  }

  /** Without a walk of L1's tables before it, only a PDPTE can be an entry of L2's. */
  private void decide(long level) {
    boolean pdpte = outer.isEmpty() && level == 3 && tables.mayBeL2Root(level);
    if (!pdpte) {
      stage = Stage.ALONE;
      tables.nameL1(outer);
    } else if (!tables.mayBeL1Root(level)) {
      decideOuter();
    }
  }

  /** Takes a kvm_mmu_set_accessed_bit. */
  void accessed(long gpa) {
    boolean ofInner = innerGoing && inner.mayMarkAccessed(gpa);
    GuestWalk walk = marked(ofInner, ofInner && outer.mayMarkAccessed(gpa));
    walk.accessed(gpa);
  }

  /** Takes a kvm_mmu_set_dirty_bit. */
  void dirty(long gpa) {
    boolean ofInner = innerGoing && inner.mayMarkDirty(gpa);
    GuestWalk walk = marked(ofInner, ofInner && outer.mayMarkDirty(gpa));
    walk.dirty(gpa);
  }

  /** An outer walk marks its entries after the last inner one, and only if that succeeded. */
  private GuestWalk marked(boolean ofInner, boolean ofOuterToo) {
    if (ofInner && ofOuterToo && lastInner) {
      inner.confuse();
      outer.confuse();
    }
    return ofInner ? inner : outer;
  }

  /** Takes a kvm_mmu_walker_error. */
  void error(long code) {
    if (innerGoing && isErrorOfInner(code)) {
      inner.fault(code, Ending.FAULT);
      outer.fault(code, Ending.NESTED_FAULT);
      end();
    } else if (stage != Stage.NONE) {
      outer.fault(code, Ending.FAULT);
      end();
    }
  }

  /** An inner walk that came to a present page fails for rights or reserved bits: P is set. */
  private boolean isErrorOfInner(long code) {
    return !inner.isAtEnd() || !inner.isPresent() || (code & PRESENT) != 0;
  }

  /** Something else came: whatever goes on is over. */
  void end() {
    if (innerGoing) {
      endInner();
    }
    if (stage != Stage.NONE) {
      if (stage == Stage.OUTER && !outer.isFaulted() && !lastInner) {
        outer.confuse();
      }
      stage = Stage.NONE;
      sink.accept(outer);
      outer = next();
    }
    lastInner = false;
    faultBefore = false;
  }

  /** The trace is over: what goes on may have gone on. */
  void cutOff() {
    inner.confuse(); // which a walk that starts forgets
    outer.confuse();
    end();
  }

  private void endInner() {
    innerGoing = false;
    if (!inner.isSound()) {
      outer.confuse(); // what follows may be of either
    }
    sink.accept(inner);
    inner = next();
  }

  private GuestWalk next() {
    return spare.isEmpty() ? new GuestWalk() : spare.pop();
  }

  /** Records were lost: what goes on is not known to its end. */
  void drop() {
    stage = Stage.NONE;
    innerGoing = false;
    lastInner = false;
    faultBefore = false;
  }
}
