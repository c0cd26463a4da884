// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.trace.MmuId;

/**
 * Which tables a vCPU's walks may be of, from its last record: those of one MMU, or where L2 runs
 * with nested paging L2's own (nested_mmu) and L1's nested ones (guest_mmu).
 */
final class WalkTables {
  private static final int UNKNOWN = -1;
  private static final long LEVEL = 0xf;

  private final Machine machine;
  private final RoleLayout layout;
  private MmuId mmu = MmuId.ROOT_MMU;
  private boolean nested;
  private boolean recorded;
  private boolean certain;
  private long nestedLevels = UNKNOWN;
  private long guestLevels = UNKNOWN;
  private final boolean[] largePages = {true, true, true};

  WalkTables(Machine machine) {
    this.machine = machine;
    this.layout = machine.layout();
  }

  /** Takes the vCPU's MMUs from a record. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void follow(VcpuRecord record) {
    recorded = true;
    certain = true;
    mmu = record.mmu;
    nested = !record.isOneStage();
    nestedLevels = levels(record, MmuId.NESTED_MMU.ordinal());
    guestLevels = levels(record, MmuId.GUEST_MMU.ordinal());
    for (int i = 0; i < largePages.length; i++) {
      largePages[i] = layout.isSet(record.cpuRole[i], RoleField.CR4_PSE);
    }
  }

  /**
   * No probe records: all that is known is whether every address is translated by one table, by
   * two, or it is open.
   */
  void followBare(boolean oneStage, boolean twoStage) {
    recorded = oneStage;
    certain = oneStage || twoStage;
    nested = !oneStage;
  }

  /** Whether a walk that names its tables is certainly of these. */
  boolean isCertain() {
    return certain;
  }

  private static long levels(VcpuRecord record, int mmu) {
    return record.splitRoles ? record.cpuRole[mmu] & LEVEL : record.rootLevel[mmu];
  }

  /** Whether walks are of two tables, each address of the one translated by the other. */
  boolean isNested() {
    return nested;
  }

  /** Whether L2 has no page table, so that only L1's nested ones are walked. */
  boolean isL2Unpaged() {
    return nestedLevels == 0;
  }

  /** Whether a table of L2's may have its root at a level. */
  boolean mayBeL2Root(long level) {
    return nestedLevels == UNKNOWN || nestedLevels == level;
  }

  /** Whether a nested table of L1's may have its root at a level. */
  boolean mayBeL1Root(long level) {
    return guestLevels == UNKNOWN || guestLevels == level;
  }

  /** Names the tables of a walk that is not of two stages. */
  void nameOnly(GuestWalk walk) {
    if (recorded) {
      name(walk, mmu);
    }
  }

  /** Names the tables of a walk of L2's. */
  void nameL2(GuestWalk walk) {
    name(walk, MmuId.NESTED_MMU);
  }

  /** Names the tables of a walk of L1's nested ones. */
  void nameL1(GuestWalk walk) {
    name(walk, MmuId.GUEST_MMU);
  }

  @SuppressWarnings("EnumOrdinal") // a slot number
  private void name(GuestWalk walk, MmuId walked) {
    boolean ept = walked == MmuId.GUEST_MMU && machine.intel();
    walk.setMmu(walked, largePages[walked.ordinal()], ept);
    if (!recorded) {
      walk.doubtLargePages();
    }
  }
}
