// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.bits.BitLayout;
import dev.rolecall.mmu.cpu.RegisterLayouts;
import dev.rolecall.mmu.cpu.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says in words what an event changed in the registers. */
public final class RegisterEffect {
  private RegisterEffect() {}

  /** Such as {@code CR0: PE ET PG; WP cleared}; empty if nothing changed. */
  public static String describe(Registers before, Registers after) {
    List<String> parts = new ArrayList<>();
    add(parts, "CR0", RegisterLayouts.CR0, before.cr0(), after.cr0());
    if (before.cr3() != after.cr3()) {
      parts.add("CR3: 0x%x, was 0x%x".formatted(after.cr3(), before.cr3()));
    }
    add(parts, "CR4", RegisterLayouts.CR4, before.cr4(), after.cr4());
    add(parts, "EFER", RegisterLayouts.EFER, before.efer(), after.efer());
    return String.join("; ", parts);
  }

  private static void add(
      List<String> parts, String name, BitLayout layout, long before, long after) {
    if (before == after) {
      return;
    }
    String bits = layout.print(after);
    String text = name + ": " + (bits.isEmpty() ? "0" : bits);
    parts.add(
        text + change(layout, after & ~before, "set") + change(layout, before & ~after, "cleared"));
  }

  private static String change(BitLayout layout, long bits, String verb) {
    if (bits == 0) {
      return "";
    }
    String names =
        layout.differing(bits, 0).stream().map(f -> f.name()).collect(Collectors.joining(" "));
    return ", " + (names.isEmpty() ? "0x" + Long.toHexString(bits) : names) + " " + verb;
  }
}
