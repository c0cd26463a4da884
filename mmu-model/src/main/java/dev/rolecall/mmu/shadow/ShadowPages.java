// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.shadow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The shadow pages of one VM, as far as they are known: those that a look-up finds. A page that was
 * zapped has role.invalid set, and one of a former generation is obsolete: neither is found, though
 * the kernel may still hold it (is_obsolete_sp, v5.10 mmu.c).
 *
 * <p>At first nothing is known: every page may be there or not.
 */
public final class ShadowPages {
  private final Map<ShadowPage, Page> pages = new HashMap<>();
  private final Set<ShadowPage> obsolete = new HashSet<>();
  private boolean complete;

  /** The last page of an identity. */
  private static final class Page {
    private Knowledge there = Knowledge.YES;
    private Knowledge unsync = Knowledge.UNKNOWN;
  }

  /** No page that is there is found from here on: the VM is new, or kvm_mmu_zap_all_fast(). */
  public void none() {
    pages.forEach(this::outdate);
    pages.clear();
    complete = true;
  }

  private void outdate(ShadowPage identity, Page page) {
    if (page.there != Knowledge.NO) {
      obsolete.add(identity);
    }
  }

  /** Nothing is known from here on. */
  public void forget() {
    pages.clear();
    obsolete.clear();
    complete = false;
  }

  /** Whether a look-up finds the page. */
  public Knowledge find(ShadowPage identity) {
    Page page = pages.get(identity);
    if (page != null) {
      return page.there;
    }
    return complete ? Knowledge.NO : Knowledge.UNKNOWN;
  }

  /** Whether the page, or the one that was zapped last, may differ from the guest's table. */
  public Knowledge isUnsync(ShadowPage identity) {
    Page page = pages.get(identity);
    return page == null ? Knowledge.UNKNOWN : page.unsync;
  }

  /** Whether a page of a former generation, which no look-up finds, awaits its zap. */
  public boolean isObsolete(ShadowPage identity) {
    return obsolete.contains(identity);
  }

  /** Whether the page is there is not known from here on. */
  public void doubt(ShadowPage identity) {
    Page page = new Page();
    page.there = Knowledge.UNKNOWN;
    pages.put(identity, page);
  }

  /** A look-up found the page. */
  public void found(ShadowPage identity) {
    Page page = pages.computeIfAbsent(identity, i -> new Page());
    if (page.there != Knowledge.YES) {
      page.there = Knowledge.YES;
      page.unsync = Knowledge.UNKNOWN;
    }
  }

  /** A look-up made the page. */
  public void created(ShadowPage identity) {
    Page page = new Page();
    page.unsync = Knowledge.NO;
    pages.put(identity, page);
  }

  /**
   * The page is zapped: kvm_mmu_prepare_zap_page(). Where an obsolete page has the same identity,
   * it may have been that one.
   */
  public void zapped(ShadowPage identity) {
    Page page = pages.get(identity);
    boolean ambiguous = obsolete.remove(identity) && page != null && page.there != Knowledge.NO;
    pages.computeIfAbsent(identity, i -> new Page()).there =
        ambiguous ? Knowledge.UNKNOWN : Knowledge.NO;
  }

  /** The page's entries agree with the guest's table again: kvm_unlink_unsync_page(). */
  public void synced(ShadowPage identity) {
    setUnsync(identity, Knowledge.NO);
  }

  /** The guest may write its table from here on: kvm_unsync_page(). */
  public void unsynced(ShadowPage identity) {
    setUnsync(identity, Knowledge.YES);
  }

  private void setUnsync(ShadowPage identity, Knowledge unsync) {
    Page page = pages.get(identity);
    if (page != null) {
      page.unsync = unsync;
    }
  }
}
