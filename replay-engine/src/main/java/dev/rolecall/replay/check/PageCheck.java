// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.shadow.Knowledge;
import dev.rolecall.mmu.shadow.ShadowPage;
import dev.rolecall.mmu.shadow.ShadowPages;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.PageOutcome;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * Checks shadow pages: a page's role is one that the context in use asks for, a look-up finds it if
 * and only if it is there, and what is synced, unsynced or zapped is there to be so.
 */
final class PageCheck {
  private static final String UNKNOWN_PAGE =
      "shadow pages of which the trace does not tell whether they were there";
  private static final String NO_STATE = "roles of shadow pages of no vCPU in a known state";
  private static final String ORDER =
      "shadow pages of VMs with several vCPUs, which may have handled them in another order";

  /** An invalidated root of the TDP MMU lives on beside its successor, which has the same role. */
  private static final String ALIKE = "pages of the TDP MMU, of which several may be alike";

  private static final String OTHER_LAYOUT = "page";

  private final RoleLayout layout;
  private final boolean sameLayout;
  private final boolean tdpMmu;
  private final boolean hasTdp;
  private final PageRoleCheck roles;
  private final Tally tally;
  private final Findings presence = new Findings();

  PageCheck(TraceCheck.Subject subject, Tally tally) {
    MmuRevision traced = subject.traced();
    MmuRevision replayed = subject.replayed();
    this.layout = traced.layout();
    this.sameLayout = traced.layout().equals(replayed.layout());
    this.roles = new PageRoleCheck(traced, replayed, Extent.WHOLE);
    this.tdpMmu = subject.tdpMmu();
    this.hasTdp = subject.machine().hasTdp();
    this.tally = tally;
  }

  /** Checks an event and follows it; {@code vcpu} is the one in whose name it was, if any. */
  void check(TraceEvent event, VmPages pages, Optional<PageOwner> vcpu, Findings findings) {
    tally.saw(Kind.PAGES);
    long before = findings.checked();
    if (isLookUp(event) && vcpu.isPresent()) {
      roles.check(event.args(), vcpu.get(), findings);
    } else if (isLookUp(event)) {
      findings.notChecked(NO_STATE);
    }
    checkPresence(event, pages, vcpu.map(owner -> owner.model().mmu()), findings);
    if (findings.checked() > before) {
      tally.checked(Kind.PAGES);
    }
  }

  /** Whether a page was looked up, and found or made. */
  static boolean isLookUp(TraceEvent event) {
    return event.args().word(Arg.OP, PageOp.class) == PageOp.GET;
  }

  /** Checks that a page is there to be found, synced or zapped; {@code mmu} needed it, if any. */
  void checkPresence(TraceEvent event, VmPages pages, Optional<MmuId> mmu, Findings findings) {
    if (isLookUp(event) && mmu.isEmpty() && mayBeOfTdpMmu(event)) {
      findings.notChecked(UNKNOWN_PAGE);
      pages.shadow().doubt(page(event.args()));
      pages.tdp().doubt(page(event.args()));
    } else {
      presence.clear();
      follow(event, pages, mmu, presence);
      if (presence.isClean() || pages.isOrderCertain()) {
        findings.addAll(presence);
      } else {
        findings.notChecked(ORDER);
      }
    }
  }

  /** Whether the TDP MMU may have made a page: where it does, no look-up comes before. */
  private boolean mayBeOfTdpMmu(TraceEvent event) {
    return hasTdp && layout.get(event.args().number(Arg.ROLE), RoleField.DIRECT) == 1;
  }

  private void follow(TraceEvent event, VmPages pages, Optional<MmuId> mmu, Findings findings) {
    PageOp op = event.args().word(Arg.OP, PageOp.class);
    if (op == PageOp.ZAP && tdpMmu && mayBeOfTdpMmu(event)) {
      zapDirect(event, pages, findings);
      return;
    }
    switch (op) {
      case GET -> {
        boolean tdp = isOfTdpMmu(event, mmu);
        get(event, tdp ? pages.tdp() : pages.shadow(), tdp, findings);
      }
      case ZAP -> zap(event, pages.shadow(), findings);
      case SYNC -> sync(event, pages.shadow(), findings);
      case UNSYNC -> unsync(event, pages.shadow(), findings);
    }
  }

  private boolean isOfTdpMmu(TraceEvent event, Optional<MmuId> mmu) {
    return tdpMmu && mayBeOfTdpMmu(event) && mmu.isPresent() && mmu.get() == MmuId.ROOT;
  }

  /** Either MMU may have made a direct page; both may have one of the same frame and role. */
  private void zapDirect(TraceEvent event, VmPages pages, Findings findings) {
    ShadowPage page = page(event.args());
    boolean shadow = mayHave(pages.shadow(), page);
    if (shadow && mayHave(pages.tdp(), page)) {
      findings.notChecked(UNKNOWN_PAGE);
      pages.shadow().doubt(page);
      pages.tdp().doubt(page);
    } else if (shadow || pages.tdp().find(page) == Knowledge.YES) {
      zap(event, shadow ? pages.shadow() : pages.tdp(), findings);
    } else {
      findings.notChecked(ALIKE);
    }
  }

  private static boolean mayHave(ShadowPages table, ShadowPage page) {
    return table.find(page) != Knowledge.NO || table.isObsolete(page);
  }

  private void get(TraceEvent event, ShadowPages table, boolean tdp, Findings findings) {
    ShadowPage page = page(event.args());
    Optional<PageOutcome> recorded = outcome(event);
    Knowledge there = tdp ? Knowledge.NO : table.find(page);
    if (recorded.isEmpty() || there == Knowledge.UNKNOWN) {
      findings.notChecked(UNKNOWN_PAGE);
    } else if (!sameLayout) {
      findings.notComparable(OTHER_LAYOUT);
    } else {
      PageOutcome model = there == Knowledge.YES ? PageOutcome.EXISTING : PageOutcome.NEW;
      findings.add(
          recorded.get() == model,
          () -> differ("page", recorded.get().wireName(), model.wireName()));
    }
    if (recorded.isPresent() && recorded.get() == PageOutcome.NEW) {
      table.created(page);
    } else {
      checkSync(event, table, findings);
      table.found(page);
    }
  }

  private static Optional<PageOutcome> outcome(TraceEvent event) {
    if (event.expectations().has(ExpectKey.PAGE)) {
      return Optional.of(event.expectations().word(ExpectKey.PAGE, PageOutcome.class));
    }
    if (!event.args().has(Arg.CREATED)) {
      return Optional.empty();
    }
    return Optional.of(event.args().flag(Arg.CREATED) ? PageOutcome.NEW : PageOutcome.EXISTING);
  }

  private static void checkSync(TraceEvent event, ShadowPages table, Findings findings) {
    Knowledge unsync = table.isUnsync(page(event.args()));
    if (event.args().has(Arg.UNSYNC) && unsync != Knowledge.UNKNOWN) {
      long model = unsync == Knowledge.YES ? 1 : 0;
      long recorded = event.args().number(Arg.UNSYNC);
      findings.add(
          recorded == model,
          () -> differ("page.unsync", Long.toString(recorded), Long.toString(model)));
    }
  }

  private void zap(TraceEvent event, ShadowPages table, Findings findings) {
    ShadowPage page = page(event.args());
    if (layout.get(event.args().number(Arg.ROLE), RoleField.INVALID) == 1) {
      findings.notChecked("pages that are zapped again"); // a root that was in use the first time
      return;
    }
    requireThere(table.isObsolete(page) ? Knowledge.UNKNOWN : table.find(page), findings);
    checkSync(event, table, findings);
    table.zapped(page);
  }

  /** A page is unlinked from the unsync ones after its zap has been told. */
  private void sync(TraceEvent event, ShadowPages table, Findings findings) {
    ShadowPage page = page(event.args());
    Knowledge unsync = table.isUnsync(page);
    if (unsync == Knowledge.UNKNOWN) {
      findings.notChecked(UNKNOWN_PAGE);
    } else {
      findings.add(
          unsync == Knowledge.YES, () -> differ("page.sync", "synced", "the page is not unsync"));
    }
    table.synced(page);
  }

  private void unsync(TraceEvent event, ShadowPages table, Findings findings) {
    KeyValues<Arg> args = event.args();
    long role = args.number(Arg.ROLE);
    boolean leaf =
        layout.get(role, RoleField.LEVEL) == 1 && layout.get(role, RoleField.DIRECT) == 0;
    findings.add(
        leaf,
        () -> differ("page.unsync", "unsync", "only pages of guest page tables of level 1 can be"));
    requireThere(table.find(page(args)), findings);
    checkSync(event, table, findings);
    table.unsynced(page(args));
  }

  private static void requireThere(Knowledge there, Findings findings) {
    if (there == Knowledge.UNKNOWN) {
      findings.notChecked(UNKNOWN_PAGE);
    } else {
      findings.add(there == Knowledge.YES, () -> differ("page", "there", "not there"));
    }
  }

  /** The identity of a page; that it is invalid is no part of it. */
  private static ShadowPage page(KeyValues<Arg> args) {
    return new ShadowPage(args.number(Arg.GFN), (int) args.number(Arg.ROLE));
  }

  private static Difference differ(String subject, String recorded, String model) {
    return Difference.plain(Observable.PAGE, subject, recorded, model);
  }
}
