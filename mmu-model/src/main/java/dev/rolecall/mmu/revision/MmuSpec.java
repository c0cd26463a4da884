// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.revision;

import dev.rolecall.mmu.rule.RuleVariant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a kernel does: one variant for each rule at which kernels differ. Immutable. */
public final class MmuSpec {
  private final Map<Class<?>, RuleVariant> variants;

  private MmuSpec(Map<Class<?>, RuleVariant> variants) {
    this.variants = variants;
  }

  /** A spec of these variants, one per rule. */
  static MmuSpec of(RuleVariant... variants) {
    return new MmuSpec(Map.of()).with(variants);
  }

  /** The same spec with these variants in place of those of the same rules. */
  public MmuSpec with(RuleVariant... changed) {
    Map<Class<?>, RuleVariant> copy = new LinkedHashMap<>(variants);
    for (RuleVariant variant : changed) {
      copy.put(ruleOf(variant), variant);
    }
    return new MmuSpec(copy);
  }

  /** The variant of a rule. */
  public <T extends RuleVariant> T rule(Class<T> rule) {
    RuleVariant variant = variants.get(rule);
    if (variant == null) {
      throw new IllegalStateException("the spec has no " + rule.getSimpleName());
    }
    return rule.cast(variant);
  }

  /** All variants, in the order in which the first revision declares its rules. */
  public List<RuleVariant> variants() {
    return List.copyOf(variants.values());
  }

  /** The rule that a variant belongs to. */
  public static Class<?> ruleOf(RuleVariant variant) {
    return variant instanceof Enum<?> constant ? constant.getDeclaringClass() : variant.getClass();
  }

  /** The rules in which the other spec differs, as pairs of variants, in declaration order. */
  public List<Change> changesTo(MmuSpec other) {
    return variants.entrySet().stream()
        .filter(e -> !e.getValue().equals(other.variants.get(e.getKey())))
        .map(e -> new Change(e.getKey(), e.getValue(), other.ruleVariant(e.getKey())))
        .toList();
  }

  private RuleVariant ruleVariant(Class<?> rule) {
    return rule(rule.asSubclass(RuleVariant.class));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MmuSpec spec && variants.equals(spec.variants);
  }

  @Override
  public int hashCode() {
    return variants.hashCode();
  }

  /**
   * One rule that two specs do differently.
   *
   * @param rule the rule's type
   * @param before the variant of the first spec
   * @param after the variant of the second
   */
  public record Change(Class<?> rule, RuleVariant before, RuleVariant after) {}
}
