// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static dev.rolecall.replay.trace.ValueKind.decimal;
import static dev.rolecall.replay.trace.ValueKind.hex;
import static dev.rolecall.replay.trace.ValueKind.list;
import static dev.rolecall.replay.trace.ValueKind.oneOf;

import dev.rolecall.replay.trace.ValueKind.Part;
import java.util.List;

/**
 * The keys of {@code args}. A key means the same in every event that takes it; {@link EventType}
 * says which do.
 */
// A kind is immutable: records over lists that nobody can change. The index is a slot number.
@SuppressWarnings({"ImmutableEnumChecker", "EnumOrdinal"})
public enum Arg implements Key {
  // spotless:off
  REVISION   ("revision",    new ValueKind.Text()),
  VENDOR     ("vendor",      oneOf(Vendor.class)),
  TDP        ("tdp",         new ValueKind.Flag()),
  TDP_LEVELS ("tdp_levels",  decimal(4, 5)),
  EPT_AD     ("ept_ad",      new ValueKind.Flag()),
  /** The width of physical addresses in bits: of the host in {@code machine}, else of the guest. */
  MAXPHYADDR ("maxphyaddr",  decimal(32, 52)),
  HUGE_PAGES ("huge_pages",  oneOf(HugePages.class)),
  GBPAGES    ("gbpages",     new ValueKind.Flag()),
  TDP_MMU    ("tdp_mmu",     new ValueKind.Flag()),

  CR0        ("cr0",         hex(64)),
  CR3        ("cr3",         hex(64)),
  CR4        ("cr4",         hex(64)),
  EFER       ("efer",        hex(64)),
  PKRU       ("pkru",        hex(32)),
  SMM        ("smm",         new ValueKind.Flag()),
  GUEST_MODE ("guest_mode",  new ValueKind.Flag()),
  PDPTRS     ("pdptrs",      new ValueKind.Tuples(List.of(new Part("PDPTR", hex(64))), 4, 4)),

  NX         ("nx",          new ValueKind.Flag()),
  LA57       ("la57",        new ValueKind.Flag()),
  SMEP       ("smep",        new ValueKind.Flag()),
  SMAP       ("smap",        new ValueKind.Flag()),
  PKU        ("pku",         new ValueKind.Flag()),
  LM         ("lm",          new ValueKind.Flag()),
  PCID       ("pcid",        new ValueKind.Flag()),
  PSE36      ("pse36",       new ValueKind.Flag()),
  LAM        ("lam",         new ValueKind.Flag()),

  ENTER      ("enter",       new ValueKind.Flag()),
  MODE       ("mode",        oneOf(NestedMode.class)),
  NCR3       ("ncr3",        hex(64)),
  EPTP       ("eptp",        hex(64)),
  EXECONLY   ("execonly",    new ValueKind.Flag()),
  AD         ("ad",          new ValueKind.Flag()),

  MMU        ("mmu",         oneOf(MmuId.class, MmuId::shortName)),
  PGD        ("pgd",         hex(64)),

  GFN        ("gfn",         hex(52)),
  /** A number of 4 KiB pages. */
  PAGES      ("pages",       hex(52)),
  READONLY   ("readonly",    new ValueKind.Flag()),
  GPA        ("gpa",         hex(64)),
  QWORDS     ("qwords",      list(1, new Part("QWORD", hex(64)))),
  BYTES      ("bytes",       new ValueKind.Bytes()),

  ADDR       ("addr",        hex(64)),
  ACCESS     ("access",      oneOf(Access.class)),
  USER       ("user",        new ValueKind.Flag()),
  CPL        ("cpl",         decimal(0, 3)),
  AC         ("ac",          new ValueKind.Flag()),
  IMPLICIT   ("implicit",    new ValueKind.Flag()),

  /** A page-fault error code, with KVM's own bits up to 63. */
  ERROR      ("error",       hex(64)),
  PTES       ("ptes",        list(0, new Part("LEVEL", decimal(0, 15)), new Part("PTE", hex(64)))),

  OP         ("op",          oneOf(PageOp.class)),
  /** The role word of a shadow page, in the layout of the trace's revision. */
  ROLE       ("role",        hex(32)),
  CREATED    ("created",     new ValueKind.Flag()),
  ROOT_COUNT ("root_count",  decimal(0, Integer.MAX_VALUE)),
  UNSYNC     ("unsync",      new ValueKind.Flag()),
  STATE      ("state",       oneOf(PagesState.class)),

  LEVEL      ("level",       decimal(1, 5)),
  /** ACC_ bits, in the layout of the trace's revision. */
  PTE_ACCESS ("pte_access",  hex(8)),
  SPTE       ("spte",        hex(64)),
  /** The host physical address of an SPTE: its low 12 bits are 8 times its index. */
  SPTEP      ("sptep",       hex(64)),
  /** The SPTE that was replaced. */
  OLD        ("old",         hex(64)),

  NAME       ("name",        new ValueKind.Text()),
  RAW        ("raw",         new ValueKind.Text());
  // spotless:on

  /** All keys, by {@link #index()}. */
  public static final List<Arg> ALL = List.of(values());

  private final String wireName;
  private final ValueKind kind;

  Arg(String wireName, ValueKind kind) {
    this.wireName = wireName;
    this.kind = kind;
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
    return ordinal();
  }

  /** The bit of this key in a mask of keys. */
  public long bit() {
    return 1L << ordinal();
  }
}
