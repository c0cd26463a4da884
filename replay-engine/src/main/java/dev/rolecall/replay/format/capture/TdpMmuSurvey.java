// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds out whether the TDP MMU was in use. Later kernels tell by a tracepoint of its own; v5.10's
 * TDP MMU has none, but unlike the shadow MMU it makes pages again that it has freed without a
 * word, and looks none up (kvm_tdp_mmu_map, v5.10 tdp_mmu.c). With nested paging a page is the
 * shadow MMU's; so only those of threads count that are known to run L1.
 */
final class TdpMmuSurvey {
  /** More pages than are worth remembering. */
  private static final int MOST_PAGES = 1 << 18;

  private final Map<Integer, Boolean> nested = new HashMap<>();
  private final Set<Page> made = new HashSet<>();
  private boolean tells;
  private boolean told;
  private boolean madeTwice;
  private boolean found;

  private record Page(long gfn, long role) {}

  /** The kernel has the tracepoint. */
  void tells() {
    tells = true;
  }

  /** The TDP MMU changed an entry. */
  void changed() {
    told = true;
  }

  /** A thread's vCPU shows that it runs with nested paging, or not. */
  void recorded(int pid, boolean nestedPaging) {
    if (!tells) { // else nothing has to be inferred
      nested.put(pid, nestedPaging);
    }
  }

  /** A thread made a direct page. */
  void made(int pid, long gfn, long role) {
    if (!tells && runsL1(pid) && made.size() < MOST_PAGES) {
      madeTwice |= !made.add(new Page(gfn, role));
    }
  }

  /** A thread found a direct page. */
  void found(int pid) {
    found |= !tells && runsL1(pid);
  }

  private boolean runsL1(int pid) {
    return !nested.getOrDefault(pid, true);
  }

  /** A page was zapped. */
  void zapped(long gfn, long role) {
    made.remove(new Page(gfn, role));
  }

  /** All pages were zapped. */
  void forget() {
    made.clear();
  }

  /** Events were lost. */
  void lost() {
    made.clear();
    nested.clear();
  }

  /** Whether something shows which MMU makes direct pages. */
  boolean isCertain() {
    return tells || madeTwice || found;
  }

  /** 1 if the TDP MMU was in use, 0 if not. */
  int tdpMmu() {
    boolean inferred = !tells && madeTwice && !found;
    return told || inferred ? 1 : 0;
  }
}
