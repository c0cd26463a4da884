// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.PageContext;
import dev.rolecall.mmu.role.PageRequest;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.PageRole;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import java.util.List;
import java.util.Optional;

/**
 * Checks that a page's role and frame are those that the context in use asks for. What decides
 * about a page below a root is known where the walk that needed it is: else its level, rights and
 * part of the guest's table may be any.
 */
final class PageRoleCheck {
  private static final int GIBIBYTE_SHIFT = 30;
  private static final int PAGE_SHIFT = 12;
  private static final int INDEX_BITS = 9;
  private static final int PAGE_DIRECTORY = 2;
  private static final int PAE_LEVELS = 3;
  private static final long FRAME = 0xf_ffff_ffff_f000L;

  private final RoleLayout traced;
  private final RoleLayout layout;
  private final boolean sameLayout;
  private final PageRole rule;
  private final RoleComparison comparison;
  private final Extent extent;

  PageRoleCheck(MmuRevision traced, MmuRevision replayed, Extent extent) {
    this.extent = extent;
    this.traced = traced.layout();
    this.layout = replayed.layout();
    this.sameLayout = traced.layout().equals(replayed.layout());
    this.rule = replayed.spec().rule(PageRole.class);
    this.comparison = RoleComparison.mmuRole(traced, replayed);
  }

  /** Compares the role and frame of a page that a vCPU got. */
  void check(KeyValues<Arg> args, PageOwner owner, Findings findings) {
    VcpuMmu model = owner.model();
    PageContext context = model.context(model.mmu()).pageContext();
    long role = args.number(Arg.ROLE);
    int level = (int) traced.get(role, RoleField.LEVEL);
    int root = context.rootPageLevel();
    if (level < 1 || level > root) {
      findings.differ(differ("page.level", Integer.toString(level), "1 to " + root));
    } else if (level == root) {
      compare(role, rule.compute(context, root(context, args, level)), findings);
      checkRootFrame(args.number(Arg.GFN), model, context, findings);
    } else {
      Optional<LastWalk> walk =
          Optional.of(owner.activity().walk()).filter(w -> w.isOf(model.mmu()));
      compare(role, rule.compute(context, child(context, args, level, walk)), findings);
      walk.ifPresent(w -> checkFrame(args.number(Arg.GFN), level, w, findings));
    }
  }

  private PageRequest root(PageContext context, KeyValues<Arg> args, int level) {
    if (context.direct() == 1) {
      return direct(args, level);
    }
    long quadrant = traced.get(args.number(Arg.ROLE), RoleField.QUADRANT);
    return new PageRequest(level, 0, allRights(), quadrant << GIBIBYTE_SHIFT);
  }

  /** A page of a direct MMU translates the guest physical addresses from its frame on. */
  private PageRequest direct(KeyValues<Arg> args, int level) {
    return new PageRequest(level, 1, allRights(), args.number(Arg.GFN) << PAGE_SHIFT);
  }

  private PageRequest child(
      PageContext context, KeyValues<Arg> args, int level, Optional<LastWalk> walk) {
    if (context.direct() == 1) {
      return direct(args, level);
    }
    long role = args.number(Arg.ROLE);
    if (walk.isEmpty() || !(isBelow(walk.get(), level) || walk.get().hasTable(level))) {
      long half = traced.get(role, RoleField.QUADRANT);
      return new PageRequest(
          level,
          (int) traced.get(role, RoleField.DIRECT),
          traced.get(role, RoleField.ACCESS),
          half << (PAGE_SHIFT + INDEX_BITS * level));
    }
    boolean direct = isBelow(walk.get(), level);
    int access = direct ? walk.get().pteAccess() : walk.get().tableAccess(level);
    return new PageRequest(level, direct ? 1 : 0, access, walk.get().address());
  }

  /** Whether a page of that level splits a large page of the guest's. */
  private static boolean isBelow(LastWalk walk, int level) {
    return level < walk.level();
  }

  private long allRights() {
    return layout.max(RoleField.ACCESS);
  }

  private void compare(long recorded, long model, Findings findings) {
    List<FieldDiff> differing =
        comparison.differences(recorded, model, layout).stream().filter(this::counts).toList();
    findings.add(
        differing.isEmpty(),
        () -> new Difference(Observable.PAGE, "page.role", hex(recorded), hex(model), differing));
  }

  /** ACC_ bits mean the same in one layout only. */
  private boolean counts(FieldDiff difference) {
    return sameLayout || !difference.name().equals(RoleField.ACCESS.kernelName());
  }

  /** mmu_alloc_direct_roots() and mmu_alloc_shadow_roots(), v6.1 mmu.c. */
  private void checkRootFrame(long gfn, VcpuMmu model, PageContext context, Findings findings) {
    boolean directories = context.rootPageLevel() == PAGE_DIRECTORY;
    if (context.direct() == 1) {
      long among = directories ? gfn & ~(3L << (GIBIBYTE_SHIFT - PAGE_SHIFT)) : gfn;
      findings.add(
          among == 0, () -> differ("page.gfn", hex(gfn), directories ? "of a GiB" : "0x0"));
    } else if (extent == Extent.WHOLE && context.guestLevels() != PAE_LEVELS) {
      long table = (model.pgd(model.mmu()) & FRAME) >>> PAGE_SHIFT;
      findings.add(gfn == table, () -> differ("page.gfn", hex(gfn), hex(table)));
    }
  }

  private void checkFrame(long gfn, int level, LastWalk walk, Findings findings) {
    boolean below = isBelow(walk, level);
    long expected = below ? walk.gfn() & -(1L << (INDEX_BITS * level)) : walk.table(level);
    boolean named = walk.hasTable(level) && (extent == Extent.WHOLE || !walk.isRoot(level));
    if (below || named) {
      findings.add(gfn == expected, () -> differ("page.gfn", hex(gfn), hex(expected)));
    }
  }

  private static Difference differ(String subject, String recorded, String model) {
    return Difference.plain(Observable.PAGE, subject, recorded, model);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
