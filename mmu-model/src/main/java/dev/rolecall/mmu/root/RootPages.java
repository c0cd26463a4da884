// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import dev.rolecall.mmu.root.RootPage.Identity;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The root pages that a vCPU has had. A shadow page is the one of its (gfn, role), and is found
 * again after its last root was freed, for KVM keeps it until it is zapped: kvm_mmu_get_page(),
 * v5.18 mmu.c.
 */
public final class RootPages {
  private final Map<Key, RootPage> shadow = new HashMap<>();
  private final Map<Owned, RootPage> special = new HashMap<>();
  private long last;

  /** A copy that goes its own way. */
  public RootPages copy() {
    RootPages copy = new RootPages();
    copy.shadow.putAll(shadow);
    copy.special.putAll(special);
    copy.last = last;
    return copy;
  }

  /** What tells one shadow page from another. */
  private record Key(long gfn, long role) {}

  /** What tells one of the other pages from another. */
  private record Owned(Object owner, int level) {}

  /** The shadow page of a frame and role, found or made. */
  public RootPage shadow(long gfn, long role) {
    return shadow.computeIfAbsent(
        new Key(gfn, role),
        key -> new RootPage(RootKind.PAGE, gfn, role, ++last, Identity.CERTAIN));
  }

  /**
   * A shadow page of a frame and role that is made anew, since the last one was freed or is of no
   * more use.
   *
   * @param otherwise what is known if there was one of that frame and role before
   */
  public RootPage another(long gfn, long role, Identity otherwise) {
    Key key = new Key(gfn, role);
    Identity identity = shadow.containsKey(key) ? otherwise : Identity.CERTAIN;
    RootPage page = new RootPage(RootKind.PAGE, gfn, role, ++last, identity);
    shadow.put(key, page);
    return page;
  }

  /**
   * The shadow page of a frame and role is zapped, and will not be found again.
   *
   * @param invalid the role that it has from now on
   * @return the page as it is, {@link RootPage#NONE} if it was no root
   */
  public RootPage zap(long gfn, long role, long invalid) {
    RootPage page = shadow.remove(new Key(gfn, role));
    return page == null ? RootPage.NONE : page.withRole(invalid);
  }

  /**
   * A page of an MMU's own that stands above shadow pages.
   *
   * @param owner tells the MMU from others
   * @param level the level of the page table, 3 to 5
   */
  public RootPage special(Enum<?> owner, int level) {
    return special.computeIfAbsent(
        new Owned(owner, level),
        key -> new RootPage(RootKind.SPECIAL, 0, 0, ++last, Identity.CERTAIN));
  }

  /** The page of that ID, {@link RootPage#NONE} if there is none. */
  public RootPage find(long id) {
    return Stream.concat(shadow.values().stream(), special.values().stream())
        .filter(page -> page.id() == id)
        .findFirst()
        .orElse(RootPage.NONE);
  }

  /** The dummy root, which all contexts share: kvm_mmu_get_dummy_root(), v6.12 spte.h. */
  public RootPage dummy() {
    return special.computeIfAbsent(
        new Owned(RootKind.DUMMY, 0),
        key -> new RootPage(RootKind.DUMMY, 0, 0, ++last, Identity.CERTAIN));
  }
}
