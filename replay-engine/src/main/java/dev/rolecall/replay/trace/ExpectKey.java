// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static dev.rolecall.replay.trace.ValueKind.decimal;
import static dev.rolecall.replay.trace.ValueKind.hex;
import static dev.rolecall.replay.trace.ValueKind.list;
import static dev.rolecall.replay.trace.ValueKind.oneOf;
import static dev.rolecall.replay.trace.ValueKind.setOf;

import dev.rolecall.replay.trace.ValueKind.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keys of {@code expect}, except those of single fields, which are {@link FieldExpectation}s.
 * First the keys of the MMUs, one for each {@link MmuId} and {@link MmuItem}, then the global ones.
 */
public final class ExpectKey implements Key {
  private static final List<ExpectKey> KEYS = new ArrayList<>();

  static {
    for (MmuId mmu : MmuId.values()) {
      for (MmuItem item : MmuItem.values()) {
        add(mmu.wireName() + "." + item.wireName(), item.kind());
      }
    }
  }

  // spotless:off
  public static final ExpectKey MMU          = add("mmu",          oneOf(MmuId.class));
  public static final ExpectKey WALK_MMU     = add("walk_mmu",     oneOf(MmuId.class));
  public static final ExpectKey CR0          = add("cr0",          hex(64));
  public static final ExpectKey CR3          = add("cr3",          hex(64));
  public static final ExpectKey CR4          = add("cr4",          hex(64));
  public static final ExpectKey EFER         = add("efer",         hex(64));
  public static final ExpectKey SMM          = add("smm",          new ValueKind.Flag());
  public static final ExpectKey GUEST_MODE   = add("guest_mode",   new ValueKind.Flag());
  public static final ExpectKey ACCEPTED     = add("accepted",     new ValueKind.Flag());
  public static final ExpectKey REQUESTS     = add("requests",     setOf(Request.class));
  public static final ExpectKey GPA          = add("gpa",          hex(64));
  public static final ExpectKey FAULT        = add("fault",        hex(64));
  public static final ExpectKey FAULT_VECTOR = add("fault_vector", decimal(0, 255));
  public static final ExpectKey FAULT_NESTED = add("fault_nested", new ValueKind.Flag());
  public static final ExpectKey FAULT_ADDR   = add("fault_addr",   hex(64));
  /** What L1 gets of a fault of its EPT. */
  public static final ExpectKey EXIT_QUALIFICATION = add("exit_qualification", hex(64));
  public static final ExpectKey LEVEL        = add("level",        decimal(0, 15));
  /** Tuples of level, address and entry. */
  public static final ExpectKey STEPS        = add("steps",        list(0, level(), word("ADDRESS"), word("ENTRY")));
  /** Pairs of address and value. */
  public static final ExpectKey STORES       = add("stores",       list(0, word("ADDRESS"), word("VALUE")));
  /** Addresses of the entries in which the walk set the accessed bit, top down. */
  public static final ExpectKey ACCESSED     = add("accessed",     list(0, word("ADDRESS")));
  /** As {@link #ACCESSED}, of the dirty bit. */
  public static final ExpectKey DIRTY        = add("dirty",        list(0, word("ADDRESS")));
  public static final ExpectKey PTE_ACCESS   = add("pte_access",   hex(8));
  public static final ExpectKey PAGE         = add("page",         oneOf(PageOutcome.class));
  // spotless:on

  /** All keys, by {@link #index()}. */
  public static final List<ExpectKey> ALL = List.copyOf(KEYS);

  private static final Map<String, ExpectKey> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(ExpectKey::wireName, Function.identity()));

  private static final int ITEMS = MmuItem.values().length;

  private final String wireName;
  private final ValueKind kind;
  private final int index;

  private ExpectKey(String wireName, ValueKind kind, int index) {
    this.wireName = wireName;
    this.kind = kind;
    this.index = index;
  }

  /** The key of an item of an MMU. */
  @SuppressWarnings("EnumOrdinal") // the keys were made in this order
  public static ExpectKey of(MmuId mmu, MmuItem item) {
    return ALL.get(mmu.ordinal() * ITEMS + item.ordinal());
  }

  /** The key of that name. */
  public static Optional<ExpectKey> find(String wireName) {
    return Optional.ofNullable(BY_NAME.get(wireName));
  }

  @Override
  public String wireName() {
    return wireName;
  }

  @Override
  public ValueKind kind() {
    return kind;
  }

  @Override
  public int index() {
    return index;
  }

  /** The bit of this key in a mask of keys. */
  public long bit() {
    return 1L << index;
  }

  @Override
  public String toString() {
    return wireName;
  }

  private static ExpectKey add(String wireName, ValueKind kind) {
    ExpectKey key = new ExpectKey(wireName, kind, KEYS.size());
    KEYS.add(key);
    return key;
  }

  private static Part level() {
    return new Part("LEVEL", decimal(0, 15));
  }

  private static Part word(String name) {
    return new Part(name, hex(64));
  }
}
