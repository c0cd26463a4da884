// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.replay.trace.MmuId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What the vCPUs of a trace whose state is not known share: the checks, and the candidates. */
final class PartialChecks {
  private final TraceCheck.Subject subject;
  private final MmuEventCheck events;
  private final WalkCheck walks;
  private final PageRoleCheck roles;
  private final Host host;
  private final AccessBits access;
  private final Map<View, Candidates> pageCandidates = new EnumMap<>(View.class);
  private final Map<View, Candidates> walkCandidates = new EnumMap<>(View.class);
  private final Map<View, Candidates> walkToPageCandidates = new EnumMap<>(View.class);
  private final Inquiry inquiry = new Inquiry();
  private final Findings ignored = new Findings(Findings.Detail.YES_OR_NO);
  private final MmuActivity scratch;
  private Optional<Boolean> nptOfL2 = Optional.empty();

  PartialChecks(TraceCheck.Subject subject, MmuEventCheck events) {
    this.subject = subject;
    this.events = events;
    this.walks = new WalkCheck(subject.machine(), Extent.ROLE_BITS);
    this.roles = new PageRoleCheck(subject.traced(), subject.replayed(), Extent.ROLE_BITS);
    this.host = Host.of(subject.replayed().spec(), subject.machine());
    this.access = subject.replayed().spec().rule(AccessBits.class);
    this.scratch = newActivity();
  }

  TraceCheck.Subject subject() {
    return subject;
  }

  MmuEventCheck events() {
    return events;
  }

  WalkCheck walks() {
    return walks;
  }

  PageRoleCheck roles() {
    return roles;
  }

  Inquiry inquiry() {
    return inquiry;
  }

  /** The context of a stage that shadow pages are for; none if more than one world decides. */
  Optional<View> pageView(Stage stage) {
    return stage.pages().filter(this::isOfOneWorld);
  }

  /** The context of a stage that walks; none if there is none, or more than one world decides. */
  Optional<View> walkView(Stage stage, MmuId mmu) {
    return stage.walks(mmu).filter(this::isOfOneWorld);
  }

  private boolean isOfOneWorld(View view) {
    if (view == View.NPT && nptOfL2.isEmpty()) {
      nptOfL2 = Optional.of(View.isNptOfL2(host));
    }
    return view != View.NPT || !nptOfL2.orElseThrow();
  }

  /** An activity that checks may change as they like. */
  MmuActivity scratch() {
    return scratch;
  }

  /** Where checks may put what nobody asks for. */
  Findings ignored() {
    ignored.clear();
    return ignored;
  }

  MmuActivity newActivity() {
    return new MmuActivity(access);
  }

  /** The candidates for the pages of a view, made when they are first asked for. */
  Candidates pages(View view) {
    return pageCandidates.computeIfAbsent(view, v -> Candidates.ofPages(v, host));
  }

  /** The candidates for the walks of a view, made when they are first asked for. */
  Candidates walks(View view) {
    return walkCandidates.computeIfAbsent(view, v -> Candidates.ofWalks(v, host));
  }

  /** The candidates for the pages of a view that its walks need. */
  Candidates walksToPages(View view) {
    return walkToPageCandidates.computeIfAbsent(view, v -> Candidates.ofWalksToPages(v, host));
  }
}
