// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.rule.RuleVariant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MmuHistoryTest {
  private static final List<MmuRevision> ALL = MmuHistory.revisions();

  /** The commits under which the patches of April 2022 were merged. */
  private static final Map<String, String> MERGED =
      Map.ofEntries(
          Map.entry("series/07", "e5ed0fb01004"),
          Map.entry("series/08", "60f3cb60a59d"),
          Map.entry("series/09", "ec283cb1dcb9"),
          Map.entry("series/10", "19b5dcc3be2e"),
          Map.entry("series/11", "2ba676774dfc"),
          Map.entry("series/12", "f417e1459a12"),
          Map.entry("series/13", "362505deb8e2"),
          Map.entry("series/14", "7a458f0e1ba1"),
          Map.entry("series/15", "7a7ae8292391"),
          Map.entry("series/16", "faf729621c96"),
          Map.entry("series/18", "56b321f9e332"),
          Map.entry("series/19", "a7f1de9b6066"),
          Map.entry("series/20", "a972e29c1d6c"),
          Map.entry("series/21", "4d25502aa12e"),
          Map.entry("series/22", "347a0d0ded16"),
          Map.entry("v5.19", "84e5ffd045f3"));

  @Test
  void idsAreUnique() {
    assertEquals(ALL.size(), ids(ALL).size());
  }

  @Test
  void parentPrecedesChildAndOnlyTheFirstHasNone() {
    Set<String> seen = new HashSet<>();
    for (MmuRevision revision : ALL) {
      assertEquals(seen.isEmpty(), revision.parent().isEmpty(), revision.id());
      revision.parent().ifPresent(p -> assertTrue(seen.contains(p.id()), revision + " after " + p));
      seen.add(revision.id());
    }
  }

  @Test
  void seriesHasTwentyTwoPatchesAndTheReleasesAroundItAreThere() {
    Set<String> releases = ids(ALL);
    for (int patch = 1; patch <= 22; patch++) {
      assertTrue(releases.remove("series/%02d".formatted(patch)), "series/" + patch);
    }
    assertEquals(Set.of("v5.10", "v5.18", "v5.19", "v6.1", "v6.12", "v7.2"), releases);
  }

  @Test
  void patchThatWasNeverMergedIsASideBranch() {
    assertEquals("series/16", parent("series/17"));
    assertEquals("series/16", parent("series/18"));
    Optional<String> side = Optional.of("series/17");
    assertTrue(ALL.stream().noneMatch(r -> r.parent().map(MmuRevision::id).equals(side)));
  }

  @Test
  void commitsAreThoseOfTheMerge() {
    MERGED.forEach((id, commit) -> assertEquals(commit, revision(id).commit(), id));
  }

  @Test
  void unchangedPointSharesTheSpecOfItsParentAndAnyOtherDiffers() {
    for (MmuRevision revision : ALL.subList(1, ALL.size())) {
      MmuSpec parent = revision.parent().orElseThrow().spec();
      assertEquals(revision.effect().isEmpty(), revision.isUnchanged(), revision.id());
      if (revision.isUnchanged()) {
        assertTrue(parent.changesTo(revision.spec()).isEmpty(), revision.id());
      } else {
        assertNotEquals(parent, revision.spec(), revision.id());
        assertFalse(parent.changesTo(revision.spec()).isEmpty(), revision.id());
      }
    }
  }

  /** The patches that change nothing observable, by the results of the kernels' own code. */
  @Test
  void pointsWithoutEffectAreTheKnownOnes() {
    assertEquals(
        Set.of(
            "series/02",
            "series/03",
            "series/04",
            "series/05",
            "series/06",
            "series/08",
            "series/09",
            "series/10",
            "series/12",
            "series/15",
            "series/18",
            "series/19"),
        ids(ALL.stream().filter(MmuRevision::isUnchanged).toList()));
  }

  @Test
  void everySpecHasEveryRule() {
    Set<Class<?>> rules = rules(ALL.get(0).spec());
    for (MmuRevision revision : ALL) {
      assertEquals(rules, rules(revision.spec()), revision.id());
    }
  }

  @Test
  void everyVariantOfEveryRuleIsInUse() {
    Set<RuleVariant> used = new HashSet<>();
    ALL.forEach(r -> used.addAll(r.spec().variants()));
    for (Class<?> rule : rules(ALL.get(0).spec())) {
      if (rule.isEnum()) {
        for (Object variant : rule.getEnumConstants()) {
          assertTrue(used.contains(variant), rule.getSimpleName() + "." + variant);
        }
      }
    }
  }

  @Test
  void unknownPointIsNotFound() {
    assertTrue(MmuHistory.find("series/23").isEmpty());
    assertEquals("v6.1", revision("v6.1").id());
  }

  private static MmuRevision revision(String id) {
    return MmuHistory.find(id).orElseThrow();
  }

  private static String parent(String id) {
    return revision(id).parent().orElseThrow().id();
  }

  private static Set<String> ids(List<MmuRevision> revisions) {
    return revisions.stream().map(MmuRevision::id).collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<Class<?>> rules(MmuSpec spec) {
    return spec.variants().stream().map(MmuSpec::ruleOf).collect(Collectors.toSet());
  }
}
