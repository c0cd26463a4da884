// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.AccessBits.Right;
import dev.rolecall.mmu.paging.ExitQualification;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.GuestWalk.End;
import dev.rolecall.mmu.paging.PteFormat;
import dev.rolecall.mmu.paging.PteLayouts;
import dev.rolecall.replay.check.RecordedWalk;
import dev.rolecall.replay.check.WalkWords;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A walk of guest page tables as people read it.
 *
 * @param tables what was walked, and with which mode bits
 * @param levels every level that was reached, top down
 * @param end how the walk ended
 * @param rule the rule that ended it, where the end does not tell it
 * @param second the walk of L1's nested tables, if that is what ended this one
 */
record WalkStory(
    String tables, List<Level> levels, String end, String rule, Optional<WalkStory> second) {

  /**
   * One level.
   *
   * @param level the level's number; 3 for a PDPTE too
   * @param address where the entry lies; empty for a PDPTE in a register
   * @param hostAddress where that is in L1's memory, if it is another address
   * @param entry the entry as it was read
   * @param decoded its bits by name
   * @param rights the rights that it and those above it leave; empty for an entry that ended the
   *     walk
   */
  record Level(
      int level, String address, String hostAddress, String entry, String decoded, String rights) {}

  /** The walk that an {@code access} made or a {@code walk} recorded; none for other events. */
  static Optional<WalkStory> of(TraceEvent event, VcpuMmu mmu) {
    return switch (event.type()) {
      case ACCESS -> {
        String context = event.args().word(Arg.MMU, MmuId.class).wireName();
        yield Optional.of(of(context, mmu.lastWalk()));
      }
      case WALK ->
          RecordedWalk.of(event, mmu)
              .map(walk -> of(RecordedWalk.mmu(event, mmu).wireName(), walk));
      default -> Optional.empty();
    };
  }

  private static WalkStory of(String context, GuestWalk walk) {
    return new WalkStory(
        context + ": " + tables(walk),
        levels(walk),
        WalkWords.outcome(walk) + qualification(walk),
        rule(walk),
        walk.second().map(second -> of("guest_mmu", second)));
  }

  /** What L1 gets with an EPT violation, told where its tables' walk ends. */
  private static String qualification(GuestWalk walk) {
    boolean violation = walk.isEptFault() && walk.end() != End.RESERVED;
    if (!violation || walk.second().isPresent()) {
      return "";
    }
    long word = walk.exitQualification();
    return "; exit qualification " + hex(word) + ": " + ExitQualification.LAYOUT.print(word);
  }

  private static String tables(GuestWalk walk) {
    GuestPaging paging = walk.paging();
    if (paging.format() == PteFormat.NONE) {
      return "no paging";
    }
    String format =
        switch (paging.format()) {
          case PT32 -> "4-byte entries";
          case EPT -> "EPT entries";
          default -> "8-byte entries";
        };
    String flags =
        paging.flags().stream().sorted().map(Enum::name).collect(Collectors.joining(" "));
    return flags.isEmpty() ? format : format + ", " + flags;
  }

  private static List<Level> levels(GuestWalk walk) {
    List<Level> levels = new ArrayList<>();
    if (walk.hasPdpte()) {
      levels.add(new Level(3, "", "", hex(walk.pdpte()), decoded(walk, walk.pdpte()), ""));
    }
    boolean hasNx = walk.paging().format() == PteFormat.PT64;
    long nx = hasNx ? Long.MIN_VALUE : 0;
    long entries = -1;
    for (int step = 0; step < walk.steps(); step++) {
      long entry = walk.stepEntryRead(step);
      entries &= entry ^ nx;
      String rights = walk.isAccepted(step) ? text(walk.paging().rights(entries ^ nx)) : "";
      levels.add(
          new Level(
              walk.stepLevel(step),
              hex(walk.stepAddress(step)),
              host(walk, step),
              hex(entry),
              decoded(walk, entry),
              rights));
    }
    return levels;
  }

  private static String host(GuestWalk walk, int step) {
    if (walk.stepHostAddress(step) == walk.stepAddress(step)) {
      return "";
    }
    return walk.stepHostAddress(step) == 0 ? "nowhere" : hex(walk.stepHostAddress(step));
  }

  private static String decoded(GuestWalk walk, long entry) {
    return PteLayouts.print(walk.paging().format(), entry);
  }

  private static String text(Set<Right> rights) {
    return rights.isEmpty()
        ? "none"
        : rights.stream()
            .sorted()
            .map(right -> right.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
  }

  private static String rule(GuestWalk walk) {
    return switch (walk.end()) {
      case TRANSLATED, NO_TABLES, SECOND_STAGE, FORBIDDEN -> "";
      case NOT_PRESENT -> "an entry maps something only if it is present";
      case UNREADABLE -> "a table lies in memory that the guest has";
      case RESERVED -> reserved(walk);
    };
  }

  private static String reserved(GuestWalk walk) {
    int step = walk.steps() - 1;
    long entry = walk.stepEntryRead(step);
    long bits = entry & walk.paging().reserved().mask(entry, walk.stepLevel(step));
    return bits == 0
        ? "bits 5:0 are no legal combination of EPT memory type and rights"
        : "bits %s must be 0 at this level, of %s"
            .formatted(hex(bits), hex(walk.paging().reserved().mask(entry, walk.stepLevel(step))));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
