// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.RootKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a trace shows of one vCPU's roots. Records have the addresses of the pages; what a page is
 * comes from the kvm_mmu_get_page events between the record of kvm_mmu_load and the next one: one
 * page of 3 levels or more is the root itself, pages of 2 levels hang below one that is no shadow
 * page. A page that none of this was seen of is unknown.
 */
final class SeenRoots {
  private static final int LEVEL_MASK = 0xf;
  private static final int PAE_PAGE_LEVEL = 2;

  private final Map<Long, Seen> byAddress = new HashMap<>();
  private final List<Page> got = new ArrayList<>();
  private boolean loading;
  private boolean hadRoot;
  private boolean known;
  private long lastId;

  /** A page that was got while a root was built. */
  private record Page(long role, boolean created) {}

  /** What is known of the page at an address. */
  private record Seen(RootKind kind, long role, long id) {}

  /** Whether the emitted events and the kernel agree on the roots, as far as is known. */
  boolean areKnown() {
    return known;
  }

  /** The vCPU has no roots, and the emitted events say so. */
  void know() {
    known = true;
  }

  /** Something that the emitted events do not tell may have freed roots. */
  void forget() {
    known = false;
  }

  /** Events were lost: pages may have gone, and others come to their addresses. */
  void lost() {
    known = false;
    loading = false;
    byAddress.clear();
  }

  /** A shadow page was found or made. */
  void got(long role, boolean created) {
    if (loading) {
      got.add(new Page(role, created));
    }
  }

  /**
   * Whether the root that the last record shows is gone though nothing was recorded since that
   * frees roots: the TDP MMU's are invalidated without an event, by a change of memory slots.
   */
  boolean isFreedUnseen(ProbeKind kind) {
    return kind == ProbeKind.LOAD && hadRoot;
  }

  /** Takes the next record; whether a root was built since the last one. */
  boolean take(ProbeKind kind, VcpuRecord record) {
    boolean built = loading && record.currentRoot() != VcpuRecord.NO_ROOT;
    if (built) {
      built(record.currentRoot());
    }
    loading = kind == ProbeKind.LOAD;
    hadRoot = record.currentRoot() != VcpuRecord.NO_ROOT;
    got.clear();
    return built;
  }

  private void built(long address) {
    if (got.isEmpty()) {
      return;
    }
    Page first = got.get(0);
    boolean special = (first.role() & LEVEL_MASK) == PAE_PAGE_LEVEL;
    Seen seen = byAddress.get(address);
    if (special) {
      if (seen == null || seen.kind() != RootKind.SPECIAL) {
        byAddress.put(address, new Seen(RootKind.SPECIAL, 0, ++lastId));
      }
    } else if (got.size() > 1) {
      byAddress.remove(address);
    } else if (first.created() || seen == null || seen.role() != first.role()) {
      byAddress.put(address, new Seen(RootKind.PAGE, first.role(), ++lastId));
    }
  }

  /** The role of the page that is being made as a root, if one of that role was there before. */
  OptionalLong remadeRole() {
    boolean remade =
        loading
            && got.size() == 1
            && got.get(0).created()
            && byAddress.values().stream().anyMatch(seen -> seen.role() == got.get(0).role());
    return remade ? OptionalLong.of(got.get(0).role()) : OptionalLong.empty();
  }

  /** Whether all roots of an MMU are known. */
  boolean knowsAll(VcpuRecord record, int mmu) {
    for (int slot = 0; slot < VcpuRecord.ROOTS; slot++) {
      long address = record.rootAddress[mmu][slot];
      if (address != VcpuRecord.NO_ROOT && !byAddress.containsKey(address)) {
        return false;
      }
    }
    return true;
  }

  /** Lists the roots of an MMU, all of which are known. */
  @SuppressWarnings("EnumOrdinal") // ValueKind.Roots defines a kind's number as its ordinal
  void list(VcpuRecord record, int mmu, LongTuples roots) {
    for (int slot = 0; slot < VcpuRecord.ROOTS; slot++) {
      Seen seen = byAddress.get(record.rootAddress[mmu][slot]);
      if (seen == null) {
        roots.add(RootKind.NONE.ordinal(), 0);
        roots.add(0, 0);
      } else {
        roots.add(seen.kind().ordinal(), record.rootPgd[mmu][slot]);
        roots.add(seen.role(), seen.id());
      }
    }
  }
}
