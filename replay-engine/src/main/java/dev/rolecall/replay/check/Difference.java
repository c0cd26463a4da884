// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.ExpectKey;
import java.util.List;

/**
 * One expectation that the model contradicts.
 *
 * @param observable what kind of thing it is
 * @param subject the expectation's key, such as {@code root_mmu.cpu_role}
 * @param recorded what the trace says
 * @param model what the model says
 * @param fields for a role word, the fields that differ; else empty
 */
public record Difference(
    Observable observable, String subject, String recorded, String model, List<FieldDiff> fields) {

  /** A register of two traces, or of a trace and a model, that differs. */
  public static Difference ofRegister(ExpectKey key, long recorded, long model) {
    return StateCheck.difference(key, recorded, model);
  }

  /** A difference that has no fields. */
  public static Difference plain(
      Observable observable, String subject, String recorded, String model) {
    return new Difference(observable, subject, recorded, model, List.of());
  }

  /**
   * A field of a role word, or a bit of a register, that differs.
   *
   * @param name the field's name in the trace's revision
   * @param recorded what the trace says
   * @param model what the model says
   * @param source what the field is computed from; empty for bits of registers
   */
  public record FieldDiff(String name, long recorded, long model, String source) {}
}
