// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.bits.BitLayout;
import dev.rolecall.mmu.cpu.RegisterLayouts;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.check.RootText;
import java.util.ArrayList;
import java.util.List;

/** Prints the state of a vCPU: registers, modes, and every context's words with their fields. */
final class VcpuText {
  private final MmuRevision revision;
  private final RoleWords words;

  VcpuText(MmuRevision revision) {
    this.revision = revision;
    this.words = revision.spec().rule(RoleWords.class);
  }

  /** A row of the state: what it is called, its value, and what that means. */
  record Row(String name, String value, String meaning) {}

  List<Row> rows(VcpuMmu mmu) {
    List<Row> rows = new ArrayList<>();
    Registers r = mmu.state().registers();
    rows.add(register("cr0", r.cr0(), RegisterLayouts.CR0));
    rows.add(new Row("cr3", hex(r.cr3()), ""));
    rows.add(register("cr4", r.cr4(), RegisterLayouts.CR4));
    rows.add(register("efer", r.efer(), RegisterLayouts.EFER));
    rows.add(new Row("smm", mmu.state().smm() ? "1" : "0", ""));
    rows.add(new Row("guest_mode", mmu.state().guestMode() ? "1" : "0", ""));
    rows.add(new Row("mmu", mmu.mmu().kernelName(), ""));
    rows.add(new Row("walk_mmu", mmu.walkMmu().kernelName(), ""));
    for (MmuId id : MmuId.values()) {
      addContext(rows, mmu.context(id));
    }
    return rows;
  }

  private static Row register(String name, long value, BitLayout layout) {
    return new Row(name, hex(value), layout.print(value));
  }

  private void addContext(List<Row> rows, MmuContext context) {
    String name = context.id().kernelName() + ".";
    if (!context.isUsed()) {
      rows.add(new Row(context.id().kernelName(), "-", "never configured"));
      return;
    }
    if (words.hasCpuRole()) {
      rows.add(word(name + "cpu_role", context.cpuRole()));
    }
    if (context.id() != MmuId.NESTED || !words.hasCpuRole()) {
      rows.add(word(name + words.mmuRoleName(), context.mmuRole()));
    }
    rows.add(new Row(name + "root_level", "" + context.rootLevel(), ""));
    if (context.id() != MmuId.NESTED) {
      rows.add(new Row(name + "shadow_root_level", "" + context.shadowRootLevel(), ""));
      rows.add(new Row(name + "direct_map", "" + context.directMap(), ""));
      addRoots(rows, name, context.roots());
    }
  }

  /** The current root, and the previous ones down to the last that there is. */
  private void addRoots(List<Row> rows, String name, MmuRoots roots) {
    if (!roots.areKnown()) {
      rows.add(new Row(name + RootText.slot(0), "?", "the trace does not tell the roots"));
      return;
    }
    int last = MmuRoots.COUNT - 1;
    while (last > 0 && !roots.page(last).isValid()) {
      last--;
    }
    for (int slot = 0; slot <= last; slot++) {
      long role = roots.page(slot).role();
      String fields = role == 0 ? "" : revision.layout().bits().print(role);
      rows.add(new Row(name + RootText.slot(slot), RootText.of(roots, slot), fields));
    }
  }

  private Row word(String name, long word) {
    return new Row(name, hex(word), revision.layout().bits().print(word));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
