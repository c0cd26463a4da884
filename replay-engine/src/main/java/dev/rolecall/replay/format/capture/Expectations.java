// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.ContextOutcome;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Arrays;

/**
 * Turns a record of a vCPU into expectations: all of it, except what is counted with the reason.
 *
 * <p>A word is expected from the moment on at which both the kernel and a model that follows the
 * emitted events have computed it.
 */
final class Expectations {
  private static final ExpectKey[][] WORDS = keys(MmuItem.CPU_ROLE, MmuItem.ROOT_ROLE);
  private static final ExpectKey[][] OLD_WORDS =
      keys(MmuItem.MMU_ROLE, MmuItem.ROOT_LEVEL, MmuItem.SHADOW_ROOT_LEVEL);

  private static final ExpectKey[] ROOTS = {
    ExpectKey.of(MmuId.ROOT_MMU, MmuItem.ROOTS), ExpectKey.of(MmuId.GUEST_MMU, MmuItem.ROOTS)
  };

  /**
   * Perhaps from here on: v6.12 mmu.c, kvm_mmu_after_set_cpuid() marks every root_role, v5.19 and
   * v6.1 make them 0.
   */
  private static final KernelRelease MARKS_ROOT_ROLES = new KernelRelease(6, 2);

  private final Machine machine;
  private final Registers registers;
  private final Emitter out;
  private final boolean[] known = new boolean[WORDS.length];
  private final long[] lastCpuRole = new long[WORDS.length];
  private final boolean[] stale = new boolean[WORDS.length];
  private final long wpFields;
  private boolean knownBefore;
  private boolean guestLevelsOpen;
  private boolean guestRoleKnown;

  /**
   * Whether it is known if CPUID updates have marked nested_mmu's root_role, set by nothing else.
   */
  private boolean nestedMarkKnown;

  private long guestRole;
  private final Unchecked[] whyUnknown = new Unchecked[WORDS.length];
  private final SeenRoots roots = new SeenRoots();

  Expectations(Machine machine, Registers registers, Emitter out) {
    this.machine = machine;
    this.registers = registers;
    this.out = out;
    Arrays.fill(whyUnknown, Unchecked.UNKNOWN_WORDS);
    this.wpFields = OwnedBits.wpFields(machine.revision());
  }

  /** What is known of the roots. */
  SeenRoots roots() {
    return roots;
  }

  /** Every MMU's words are known: the vCPU has just been made. */
  void knowAll() {
    guestLevelsOpen = false;
    nestedMarkKnown = true;
    for (MmuId mmu : MmuId.values()) {
      know(mmu);
    }
  }

  /** Only root_mmu's words are known: the events take over a state in which it is in use. */
  void knowRootOnly() {
    know(MmuId.ROOT_MMU);
    forget(MmuId.GUEST_MMU, Unchecked.UNKNOWN_WORDS);
    guestLevelsOpen = true;
    nestedMarkKnown = machine.release().compareTo(MARKS_ROOT_ROLES) < 0;
    forget(MmuId.NESTED_MMU, Unchecked.UNKNOWN_WORDS);
  }

  /** The VMM has set the CPUID. */
  void cpuidSet() {
    nestedMarkKnown = true;
  }

  @SuppressWarnings("EnumOrdinal") // a slot number
  void know(MmuId mmu) {
    known[mmu.ordinal()] = true;
  }

  @SuppressWarnings("EnumOrdinal") // a slot number
  void forget(MmuId mmu, Unchecked reason) {
    known[mmu.ordinal()] = false;
    whyUnknown[mmu.ordinal()] = reason;
  }

  /** The MMU that walks the guest's tables has just been initialised from fresh registers. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void computed(VcpuRecord record) {
    int walker = record.walkMmu.ordinal();
    knownBefore = known[walker];
    known[walker] = true;
    stale[walker] = false;
    lastCpuRole[walker] = record.cpuRole[walker];
  }

  /** The events now say another CR0.WP than the one that the walking MMU's words come from. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void wpChangedUnseen(MmuId walker) {
    stale[walker.ordinal()] = true;
  }

  /** Expects everything that a record says. */
  void expect(TraceEvent event, VcpuRecord record) {
    expectRegisters(event.expectations(), record);
    for (MmuId mmu : MmuId.values()) {
      expectWords(event.expectations(), record, mmu);
    }
  }

  /**
   * Expects the roots that a record shows, if what pages they are has been seen. The record must
   * come after all that the event does to the roots.
   */
  void expectRoots(TraceEvent event, VcpuRecord record) {
    if (!record.hasPreviousRoots) {
      return;
    }
    for (int mmu = 0; mmu < ROOTS.length; mmu++) {
      if (roots.areKnown() && roots.knowsAll(record, mmu)) {
        roots.list(record, mmu, event.expectations().setTuples(ROOTS[mmu]));
      } else {
        out.notChecked(Unchecked.ROOTS);
      }
    }
  }

  /** Expects that an initialisation changed the words, or kept them. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void expectContext(TraceEvent event, VcpuRecord before, VcpuRecord after) {
    MmuId mmu = after.walkMmu;
    int i = mmu.ordinal();
    if (before.walkMmu != mmu || !knownBefore || machine.ownsWp()) {
      return;
    }
    boolean kept = before.cpuRole[i] == after.cpuRole[i] && before.rootRole[i] == after.rootRole[i];
    event
        .expectations()
        .set(
            ExpectKey.of(mmu, MmuItem.CONTEXT),
            kept ? ContextOutcome.KEPT : ContextOutcome.RECONFIGURED);
  }

  private void expectRegisters(KeyValues<ExpectKey> expected, VcpuRecord record) {
    long cr0 = registers.expectedCr0(record.cr0);
    long cr4 = registers.expectedCr4(record.cr4);
    if (cr0 != record.cr0 || cr4 != record.cr4) {
      out.notChecked(Unchecked.GUEST_OWNED_BITS);
    }
    expected.set(ExpectKey.CR0, cr0);
    expected.set(ExpectKey.CR4, cr4);
    expected.set(ExpectKey.EFER, record.efer);
    expected.set(ExpectKey.SMM, record.smm ? 1 : 0);
    expected.set(ExpectKey.GUEST_MODE, record.guestMode ? 1 : 0);
    expected.set(ExpectKey.MMU, record.mmu);
    expected.set(ExpectKey.WALK_MMU, record.walkMmu);
    if (machine.tdp()) {
      out.notChecked(Unchecked.CR3_UNDER_TDP);
    } else {
      expected.set(ExpectKey.CR3, record.cr3);
    }
  }

  @SuppressWarnings("EnumOrdinal") // a slot number
  private void expectWords(KeyValues<ExpectKey> expected, VcpuRecord record, MmuId mmu) {
    int i = mmu.ordinal();
    if (!known[i]) {
      out.notChecked(whyUnknown[i]);
    } else if (record.splitRoles) {
      if (mmu == MmuId.NESTED_MMU && !nestedMarkKnown) {
        out.notChecked(Unchecked.UNKNOWN_WORDS);
      } else {
        expected.set(WORDS[i][1], record.rootRole[i]);
      }
      if (isRefreshed(record, i)) {
        out.notChecked(Unchecked.STALE_PASSTHROUGH);
      } else {
        expected.set(WORDS[i][0], record.cpuRole[i]);
      }
    } else {
      expected.set(OLD_WORDS[i][0], record.cpuRole[i]);
      expected.set(OLD_WORDS[i][1], record.rootLevel[i]);
      expected.set(OLD_WORDS[i][2], record.shadowRootLevel[i]);
    }
  }

  /** Records were lost: which role guest_mmu has is not known. */
  void lost() {
    guestRoleKnown = false;
    nestedMarkKnown &= machine.release().compareTo(MARKS_ROOT_ROLES) < 0;
  }

  /**
   * Takes notice of L2 with nested page tables. Whether guest_mmu may have levels that it was given
   * before the events told of it: a role that stays the same leaves them as they are, though they
   * come from L1's registers and the role from L2's (v5.10 mmu.c, kvm_init_shadow_npt_mmu).
   */
  boolean mayHaveOldGuestLevels(VcpuRecord record) {
    if (record.splitRoles) {
      return false;
    }
    long role = record.cpuRole[indexOf(MmuId.GUEST_MMU)];
    guestLevelsOpen &= !guestRoleKnown || role == guestRole;
    guestRoleKnown = true;
    guestRole = role;
    return guestLevelsOpen;
  }

  /**
   * Whether a walk may have refreshed the fields that come from a CR0.WP that the guest owns: v6.1
   * mmu.c, __kvm_mmu_refresh_passthrough_bits. Another difference is none of its doing.
   */
  private boolean isRefreshed(VcpuRecord record, int mmu) {
    long difference = record.cpuRole[mmu] ^ lastCpuRole[mmu];
    return machine.ownsWp()
        && (stale[mmu] || difference != 0)
        && (difference & ~wpFields) == 0
        && lastCpuRole[mmu] != 0;
  }

  private static ExpectKey[][] keys(MmuItem... items) {
    ExpectKey[][] keys = new ExpectKey[MmuId.values().length][items.length];
    for (MmuId mmu : MmuId.values()) {
      for (int i = 0; i < items.length; i++) {
        keys[indexOf(mmu)][i] = ExpectKey.of(mmu, items[i]);
      }
    }
    return keys;
  }

  @SuppressWarnings("EnumOrdinal") // a slot number
  private static int indexOf(MmuId mmu) {
    return mmu.ordinal();
  }
}
