// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.trace.Word;
import java.util.BitSet;

/** The points that can be exercised at a kernel point, each with a name. */
public final class Catalogue {
  private final BitSet reachable;
  private final BitSet possible;
  private final String mmuRole;

  private Catalogue(BitSet reachable, BitSet possible, String mmuRole) {
    this.reachable = reachable;
    this.possible = possible;
    this.mmuRole = mmuRole;
  }

  /** That of a kernel point; finding it takes a good part of a second. */
  public static Catalogue of(MmuRevision revision) {
    String mmuRole = revision.spec().rule(RoleWords.class).mmuRoleName();
    BitSet reachable = Exploration.reachable(revision);
    return new Catalogue(reachable, withoutConstants(reachable), mmuRole);
  }

  /** What is in this one or in another; a word that they call differently has its old name. */
  Catalogue or(Catalogue other) {
    BitSet both = (BitSet) possible.clone();
    both.or(other.possible);
    BitSet all = (BitSet) reachable.clone();
    all.or(other.reachable);
    boolean alike = mmuRole.equals(other.mmuRole);
    return new Catalogue(all, both, alike ? mmuRole : RoleWordKind.MMU_ROLE.toString());
  }

  private static BitSet withoutConstants(BitSet reachable) {
    BitSet points = (BitSet) reachable.clone();
    for (Area area : Area.values()) {
      if (area.counted() == Area.Counted.IF_VARYING) {
        dropConstants(points, area);
      }
    }
    return points;
  }

  private static void dropConstants(BitSet points, Area area) {
    int size = area.groupSize();
    for (int first = CoverageMap.first(area); first < CoverageMap.end(area); first += size) {
      if (points.get(first, first + size).cardinality() < 2) {
        points.clear(first, first + size);
      }
    }
  }

  /** What can be exercised, constants too; not to be changed. */
  BitSet reachable() {
    return reachable;
  }

  /** The points; not to be changed. */
  BitSet possible() {
    return possible;
  }

  /** A point of an area, by its number among all, in words. */
  String name(Area area, int point) {
    return area.name(point - CoverageMap.first(area), this::word);
  }

  private String word(Object property) {
    if (property == RoleWordKind.MMU_ROLE) {
      return mmuRole;
    }
    return property instanceof Word word ? word.wireName() : property.toString();
  }
}
