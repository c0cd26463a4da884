// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.doctor.Ability.Degree;
import dev.rolecall.replay.probes.ProbePlan;
import dev.rolecall.replay.report.Counts;
import java.util.List;

/** Says of each thing that Rolecall checks how far a capture shows it. */
final class Abilities {
  private static final String PROBES_ALONE = "only probes show it";

  private final Contents contents;
  private final long probes;

  private Abilities(Contents contents) {
    this.contents = contents;
    this.probes = contents.countOfGroup(ProbePlan.GROUP);
  }

  static List<Ability> of(Contents contents) {
    Abilities abilities = new Abilities(contents);
    return List.of(
        abilities.roles(),
        abilities.registers(),
        abilities.setUps(),
        abilities.roots(),
        abilities.walks(),
        abilities.counted("faults", "kvm_page_fault", "fault"),
        abilities.counted("SPTEs", "kvm_mmu_set_spte", "SPTE"),
        abilities.pages());
  }

  private Ability roles() {
    if (probes > 0) {
      return new Ability("roles", Degree.YES, Counts.of(probes, "record") + " of probes");
    }
    long lookUps = contents.count("kvm_mmu_get_page");
    return lookUps > 0
        ? new Ability("roles", Degree.PARTLY, Counts.of(lookUps, "look-up") + " of shadow pages")
        : new Ability("roles", Degree.NO, "neither probes nor look-ups of shadow pages");
  }

  private Ability registers() {
    if (probes > 0) {
      return new Ability("registers", Degree.YES, "each record of a probe has them");
    }
    long accesses = contents.count("kvm_cr") + contents.count("kvm_msr");
    return accesses > 0
        ? new Ability(
            "registers",
            Degree.PARTLY,
            "%s of kvm_cr, %s of kvm_msr: what KVM saw of them"
                .formatted(
                    Counts.grouped(contents.count("kvm_cr")),
                    Counts.grouped(contents.count("kvm_msr"))))
        : new Ability("registers", Degree.NO, "no access of one was recorded");
  }

  private Ability setUps() {
    String subject = "contexts kept or set up";
    if (probes == 0) {
      return new Ability(subject, Degree.NO, PROBES_ALONE);
    }
    long before = contents.count("init_mmu");
    return before > 0
        ? new Ability(subject, Degree.YES, Counts.of(before, "set-up"))
        : new Ability(subject, Degree.NO, "no record of the probe init_mmu");
  }

  private Ability roots() {
    if (probes == 0) {
      return new Ability("roots", Degree.NO, PROBES_ALONE);
    }
    long built = contents.count("load");
    return built > 0
        ? new Ability("roots", Degree.YES, "built " + Counts.of(built, "time"))
        : new Ability("roots", Degree.PARTLY, "the current one alone, at guest entries");
  }

  private Ability walks() {
    long walks = contents.count("kvm_mmu_pagetable_walk");
    if (walks == 0 || contents.count("kvm_mmu_paging_element") == 0) {
      return new Ability("walks of guest tables", Degree.NO, "none was recorded with its entries");
    }
    Degree degree = probes > 0 ? Degree.YES : Degree.PARTLY;
    return new Ability("walks of guest tables", degree, Counts.of(walks, "walk"));
  }

  private Ability counted(String subject, String event, String noun) {
    long count = contents.count(event);
    return count > 0
        ? new Ability(subject, Degree.YES, Counts.of(count, noun))
        : new Ability(subject, Degree.NO, "no " + event + " was recorded");
  }

  private Ability pages() {
    long lookUps = contents.count("kvm_mmu_get_page");
    if (lookUps == 0) {
      return new Ability("shadow pages", Degree.NO, "no kvm_mmu_get_page was recorded");
    }
    boolean zaps = contents.count("kvm_mmu_prepare_zap_page") > 0;
    return new Ability(
        "shadow pages",
        zaps ? Degree.YES : Degree.PARTLY,
        Counts.of(lookUps, "look-up") + (zaps ? "" : ", but no page's end"));
  }
}
