// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/**
 * The expectation of one field of a role word: {@code root_mmu.cpu_role.cr0_wp=1}.
 *
 * @param mmu whose role
 * @param word which of its words
 * @param field the kernel's name of the field, one of {@link RoleField#names()}
 * @param value the field's value, unsigned
 */
public record FieldExpectation(MmuId mmu, RoleWord word, String field, long value)
    implements EventPart {

  @Override
  public String wireName() {
    return mmu.wireName() + "." + word.wireName() + "." + field;
  }

  /** Whether both are about the same field of the same word. */
  public boolean sameField(FieldExpectation other) {
    return mmu == other.mmu && word == other.word && field.equals(other.field);
  }
}
