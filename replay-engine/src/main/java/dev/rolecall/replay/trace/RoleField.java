// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The fields of role words by the names that any kernel revision has given them. */
public final class RoleField {
  private static final Map<String, Integer> BITS = new TreeMap<>();

  static {
    // union kvm_mmu_page_role
    add("level", 4);
    add("has_4_byte_gpte", 1);
    add("gpte_is_8_bytes", 1);
    add("quadrant", 2);
    add("direct", 1);
    add("access", 4);
    add("invalid", 1);
    add("efer_nx", 1);
    add("nxe", 1);
    add("cr0_wp", 1);
    add("smep_andnot_wp", 1);
    add("smap_andnot_wp", 1);
    add("ad_disabled", 1);
    add("guest_mode", 1);
    add("passthrough", 1);
    add("is_mirror", 1);
    add("smm", 8);
    // union kvm_mmu_extended_role; cr4_smep has also been a field of the page role
    add("valid", 1);
    add("execonly", 1);
    add("cr0_pg", 1);
    add("cr4_pae", 1);
    add("cr4_pse", 1);
    add("cr4_pke", 1);
    add("cr4_smap", 1);
    add("cr4_smep", 1);
    add("cr4_la57", 1);
    add("maxphyaddr", 6);
    add("efer_lma", 1);
    add("has_pferr_fetch", 1);
  }

  private RoleField() {}

  /** All names. */
  public static Set<String> names() {
    return Set.copyOf(BITS.keySet());
  }

  /** Whether any revision has a field of that name. */
  public static boolean exists(String name) {
    return BITS.containsKey(name);
  }

  /** The values that the field takes, at its widest in any revision. */
  public static ValueKind.Range values(String name) {
    Integer bits = BITS.get(name);
    if (bits == null) {
      throw new IllegalArgumentException("no role field " + name);
    }
    return ValueKind.decimal(0, (1L << bits) - 1);
  }

  private static void add(String name, int bits) {
    BITS.put(name, bits);
  }
}
