// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static dev.rolecall.replay.trace.Arg.*;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The events of a trace, each with the arguments that it must, may and may not have. */
public enum EventType {
  // spotless:off
  MACHINE      ("machine",      must(REVISION),     oneOf(),                          may(VENDOR, TDP, TDP_LEVELS, EPT_AD, MAXPHYADDR, HUGE_PAGES, GBPAGES, TDP_MMU)),
  VCPU         ("vcpu",         must(),             oneOf(),                          may(CR0, CR3, CR4, EFER, Arg.SMM, GUEST_MODE, PDPTRS, MAXPHYADDR, VENDOR, NX, GBPAGES, LA57, SMEP, SMAP, PKU, LM, PCID, PSE36, LAM)),
  CPUID        ("cpuid",        must(),             oneOf(),                          may(MAXPHYADDR, VENDOR, NX, GBPAGES, LA57, SMEP, SMAP, PKU, LM, PCID, PSE36, LAM)),
  WRITE        ("write",        must(),             oneOf(CR0, CR3, CR4, EFER, PKRU), may()),
  SREGS        ("sregs",        must(),             oneOf(),                          may(CR0, CR3, CR4, EFER)),
  SMM          ("smm",          must(ENTER),        oneOf(),                          may(CR0, CR3, CR4, EFER)),
  NESTED_ENTRY ("nested_entry", must(MODE),         oneOf(),                          may(CR0, CR3, CR4, EFER, PDPTRS, NCR3, EPTP, EXECONLY, AD)),
  NESTED_EXIT  ("nested_exit",  must(),             oneOf(),                          may(CR0, CR3, CR4, EFER)),
  INIT_MMU     ("init_mmu",     must(),             oneOf(),                          may()),
  LOAD         ("load",         must(),             oneOf(),                          may()),
  UNLOAD       ("unload",       must(),             oneOf(),                          may()),
  NEW_PGD      ("new_pgd",      must(MMU, PGD),     oneOf(),                          may()),
  MEMSLOT      ("memslot",      must(GFN, Arg.PAGES), oneOf(),                        may(READONLY)),
  MEMORY       ("memory",       must(GPA),          oneOf(QWORDS, BYTES),             may(READONLY)),
  ACCESS       ("access",       must(MMU, ADDR, Arg.ACCESS), oneOf(),                 may(USER, CPL, AC, IMPLICIT, PKRU)),
  PAGE_FAULT   ("page_fault",   must(ADDR, ERROR),  oneOf(),                          may()),
  WALK         ("walk",         must(),             oneOf(),                          may(MMU, ADDR, ERROR, PTES)),
  PAGE         ("page",         must(OP, GFN, ROLE), oneOf(),                         may(CREATED, ROOT_COUNT, UNSYNC)),
  OBSERVE      ("observe",      must(),             oneOf(),                          may()),
  UNKNOWN      ("unknown",      must(),             oneOf(),                          may(NAME, RAW)),
  PAGES        ("pages",        must(STATE),        oneOf(),                          may()),
  MAP          ("map",          must(Arg.LEVEL),        oneOf(GFN, ADDR),                 may(PTE_ACCESS)),
  SPTE         ("spte",         must(Arg.SPTE, SPTEP), oneOf(),                       may(GFN, LEVEL, ADDR, ERROR, OLD)),
  INJECT       ("inject",       must(ERROR),        oneOf(),                          may()),
  WIDEN        ("widen",        must(),             oneOf(),                          may(CR0, CR4, EFER, Arg.SMM, GUEST_MODE));
  // spotless:on

  private static final Map<String, EventType> BY_NAME =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));

  private final String wireName;
  private final ImmutableList<Arg> required;
  private final ImmutableList<Arg> exactlyOneOf;
  private final ImmutableList<Arg> optional;
  private final long allowedMask;

  EventType(
      String wireName,
      ImmutableList<Arg> required,
      ImmutableList<Arg> exactlyOneOf,
      ImmutableList<Arg> optional) {
    this.wireName = wireName;
    this.required = required;
    this.exactlyOneOf = exactlyOneOf;
    this.optional = optional;
    this.allowedMask = args().mapToLong(Arg::bit).reduce(0, (a, b) -> a | b);
  }

  /** The event of that name. */
  public static Optional<EventType> find(String wireName) {
    return Optional.ofNullable(BY_NAME.get(wireName));
  }

  /** The name as a trace writes it. */
  public String wireName() {
    return wireName;
  }

  /** The arguments without which the event means nothing. */
  public List<Arg> required() {
    return required;
  }

  /** The arguments of which the event has exactly one; empty where there is no such choice. */
  public List<Arg> exactlyOneOf() {
    return exactlyOneOf;
  }

  /** The arguments that the event may have. */
  public List<Arg> optional() {
    return optional;
  }

  /** All arguments that the event can have, in the order in which they are written. */
  public Stream<Arg> args() {
    return Stream.of(required, exactlyOneOf, optional).flatMap(List::stream);
  }

  /** All arguments that the event can have, as a mask of {@link Arg#bit()}. */
  public long allowedMask() {
    return allowedMask;
  }

  private static ImmutableList<Arg> must(Arg... args) {
    return ImmutableList.copyOf(args);
  }

  private static ImmutableList<Arg> oneOf(Arg... args) {
    return ImmutableList.copyOf(args);
  }

  private static ImmutableList<Arg> may(Arg... args) {
    return ImmutableList.copyOf(args);
  }
}
