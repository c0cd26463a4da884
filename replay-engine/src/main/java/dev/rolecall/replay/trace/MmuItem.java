// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static dev.rolecall.replay.trace.ValueKind.decimal;
import static dev.rolecall.replay.trace.ValueKind.hex;
import static dev.rolecall.replay.trace.ValueKind.oneOf;

/** What a trace may expect of each MMU. */
// A kind is immutable: records over lists that nobody can change.
@SuppressWarnings("ImmutableEnumChecker")
public enum MmuItem implements Word {
  // spotless:off
  CPU_ROLE          ("cpu_role",          hex(64)),
  MMU_ROLE          ("mmu_role",          hex(64)),
  ROOT_ROLE         ("root_role",         hex(64)),
  ROOT_LEVEL        ("root_level",        decimal(0, 15)),
  SHADOW_ROOT_LEVEL ("shadow_root_level", decimal(0, 15)),
  DIRECT_MAP        ("direct_map",        new ValueKind.Flag()),
  CONTEXT           ("context",           oneOf(ContextOutcome.class)),
  ROOTS             ("roots",             new ValueKind.Roots()),
  PGD               ("pgd",               oneOf(PgdOutcome.class));
  // spotless:on

  private final String wireName;
  private final ValueKind kind;

  MmuItem(String wireName, ValueKind kind) {
    this.wireName = wireName;
    this.kind = kind;
  }

  @Override
  public String wireName() {
    return wireName;
  }

  /** What the values are. Levels are as wide as the role's field of four bits. */
  public ValueKind kind() {
    return kind;
  }
}
