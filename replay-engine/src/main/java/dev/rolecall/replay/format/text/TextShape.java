// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import dev.rolecall.replay.format.capture.KernelEventFormat;
import java.util.List;
import java.util.Set;

/** A way in which the fields of an event are printed, and which fields it has. */
abstract class TextShape implements KernelEventFormat {
  /** A text names no groups: these are events of mmutrace.h. */
  private static final Set<String> OF_MMU =
      Set.of(
          "kvm_tdp_mmu_spte_changed",
          "fast_page_fault",
          "mark_mmio_spte",
          "check_mmio_spte",
          "handle_mmio_page_fault");

  private static final String OTHER = "other";

  private final String name;
  private final List<String> fields;
  private final int oldSpte;

  TextShape(String name, List<String> fields) {
    this.name = name;
    this.fields = fields;
    this.oldSpte = fields.indexOf("old_spte");
  }

  /**
   * Reads the fields from the text's place on.
   *
   * @param values takes the number of each field, by its index
   * @return whether the text is of this shape
   */
  abstract boolean read(ByteText text, long[] values);

  /** Whether the event is one of the probes' by its fields, for a text names no groups. */
  boolean isProbe() {
    return fields.contains("vcpu") && fields.contains("rcpu");
  }

  /** The index of the field that tells how entries that map nothing look; -1 if there is none. */
  int oldSpte() {
    return oldSpte;
  }

  boolean has(String field) {
    return fields.contains(field);
  }

  @Override
  public String system() {
    if (isProbe()) {
      return "kvmrole";
    }
    boolean ofMmu = name.startsWith("kvm_mmu_") || OF_MMU.contains(name);
    return ofMmu ? "kvmmmu" : name.startsWith("kvm") ? "kvm" : OTHER;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int fieldIndex(String fieldName) {
    return fields.indexOf(fieldName);
  }
}
