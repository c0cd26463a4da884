// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.HashSet;
import java.util.Set;

/**
 * Finds out whether the TDP MMU was in use. Later kernels tell by a tracepoint of its own; v5.10's
 * TDP MMU has none, but unlike the shadow MMU it makes pages again that it has freed without a
 * word, and looks none up (kvm_tdp_mmu_map, v5.10 tdp_mmu.c).
 */
final class TdpMmuSurvey {
  private final Set<Integer> nestedThreads = new HashSet<>();
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

  /** A thread's vCPU was recorded, with nested paging or not. */
  void recorded(int pid, boolean nested) {
    if (nested) {
      nestedThreads.add(pid);
    } else {
      nestedThreads.remove(pid);
    }
  }

  /** A thread made a direct page, unless it did so for nested paging. */
  void made(int pid, long gfn, long role) {
    if (!nestedThreads.contains(pid)) {
      madeTwice |= !made.add(new Page(gfn, role));
    }
  }

  /** A thread found a direct page; with nested paging it is the shadow MMU's. */
  void found(int pid) {
    found |= !nestedThreads.contains(pid);
  }

  /** A page was zapped. */
  void zapped(long gfn, long role) {
    made.remove(new Page(gfn, role));
  }

  /** All pages were zapped, or events lost. */
  void forget() {
    made.clear();
  }

  /** 1 if the TDP MMU was in use, 0 if not. */
  int tdpMmu() {
    boolean inferred = !tells && madeTwice && !found;
    return told || inferred ? 1 : 0;
  }
}
