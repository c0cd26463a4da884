// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rolecall.mmu.bits.BitField;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bit positions as the compiler lays union kvm_mmu_page_role and its extension out. */
class RoleLayoutsTest {
  private static final String BASE_V5_10 =
      "0-3=level 4=gpte_is_8_bytes 5-6=quadrant 7=direct 8-10=access 11=invalid 12=nxe 13=cr0_wp"
          + " 14=smep_andnot_wp 15=smap_andnot_wp 16=ad_disabled 17=guest_mode 24-31=smm";
  private static final String BASE_V5_18 =
      "0-3=level 4=has_4_byte_gpte 5-6=quadrant 7=direct 8-10=access 11=invalid 12=efer_nx"
          + " 13=cr0_wp 14=smep_andnot_wp 15=smap_andnot_wp 16=ad_disabled 17=guest_mode 24-31=smm";
  private static final String BASE_V5_19 = BASE_V5_18.replace(" 24", " 18=passthrough 24");
  private static final String BASE_V7_2 =
      "0-3=level 4=has_4_byte_gpte 5-6=quadrant 7=direct 8-11=access 12=invalid 13=efer_nx"
          + " 14=cr0_wp 15=smap_andnot_wp 16=ad_disabled 17=guest_mode 18=passthrough 19=is_mirror"
          + " 20=cr4_smep 24-31=smm";

  private static final String EXT_V5_10 =
      "0=valid 1=execonly 2=cr0_pg 3=cr4_pae 4=cr4_pse 5=cr4_pke 6=cr4_smap 7=cr4_smep 8=cr4_la57"
          + " 9-14=maxphyaddr";
  private static final String EXT_V5_18 =
      "0=valid 1=execonly 2=cr0_pg 3=cr4_pae 4=cr4_pse 5=cr4_pke 6=cr4_smap 7=cr4_smep 8=cr4_la57"
          + " 9=efer_lma";
  private static final String EXT_SERIES_16 =
      "0=valid 1=execonly 2=cr4_pse 3=cr4_pke 4=cr4_smap 5=cr4_smep 6=cr4_la57 7=efer_lma";
  private static final String EXT_SERIES_17 =
      "0=execonly 1=cr4_pse 2=cr4_pke 3=cr4_smap 4=cr4_smep 5=cr4_la57 6=efer_lma";
  private static final String EXT_V7_2 =
      "0=valid 1=execonly 2=cr4_pse 3=cr4_pke 4=cr4_smap 5=cr4_la57 6=efer_lma 7=has_pferr_fetch";

  /** Which kernel points have which structs. */
  private record Group(String base, String ext, List<String> revisions) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group(BASE_V5_10, EXT_V5_10, List.of("v5.10")),
          new Group(BASE_V5_18, EXT_V5_18, List.of("v5.18", "series/01", "series/02", "series/03")),
          new Group(BASE_V5_18, EXT_V5_18, List.of("series/04", "series/05", "series/06")),
          new Group(BASE_V5_18, EXT_V5_18, List.of("series/07", "series/08", "series/09")),
          new Group(BASE_V5_18, EXT_V5_18, List.of("series/10", "series/11", "series/12")),
          new Group(BASE_V5_18, EXT_V5_18, List.of("series/13", "series/14", "series/15")),
          new Group(BASE_V5_18, EXT_SERIES_16, List.of("series/16", "series/18", "series/19")),
          new Group(BASE_V5_18, EXT_SERIES_16, List.of("series/20", "series/21", "series/22")),
          new Group(BASE_V5_18, EXT_SERIES_17, List.of("series/17")),
          new Group(BASE_V5_19, EXT_SERIES_16, List.of("v5.19", "v6.1", "v6.12")),
          new Group(BASE_V7_2, EXT_V7_2, List.of("v7.2")));

  static List<MmuRevision> revisions() {
    return MmuHistory.revisions();
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void fieldsLieWhereTheStructHasThem(MmuRevision revision) {
    List<Group> groups =
        GROUPS.stream().filter(g -> g.revisions().contains(revision.id())).toList();
    assertEquals(1, groups.size(), "layouts transcribed for " + revision);
    Map<String, String> want = new LinkedHashMap<>();
    put(want, groups.get(0).base(), 0);
    put(want, groups.get(0).ext(), 32);
    Map<String, String> got = new LinkedHashMap<>();
    for (BitField field : revision.layout().bits().fields()) {
      got.put(field.name(), field.shift() + "+" + field.width());
    }
    assertEquals(want, got);
    assertEquals(64, revision.layout().bits().width());
  }

  private static void put(Map<String, String> fields, String declaration, int offset) {
    for (String part : declaration.split(" ", -1)) {
      String[] sides = part.split("=", -1);
      String[] bits = sides[0].split("-", -1);
      int low = Integer.parseInt(bits[0]);
      int high = Integer.parseInt(bits[bits.length - 1]);
      fields.put(sides[1], (offset + low) + "+" + (high - low + 1));
    }
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void wordAssemblesFromItsFieldsAndComesApartAgain(MmuRevision revision) {
    RoleLayout layout = revision.layout();
    long all = 0;
    for (RoleField field : layout.fields()) {
      long max = layout.bits().field(field.kernelName()).orElseThrow().max();
      assertEquals(max, layout.get(layout.of(field, max), field), field.kernelName());
      assertEquals(0, layout.get(layout.with(-1L, field, 0), field), field.kernelName());
      assertEquals(0, all & layout.of(field, max), field + " overlaps");
      all |= layout.of(field, max);
    }
    assertEquals(0, layout.bits().unknownBits(all));
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void fieldThatTheLayoutLacksIsNothing(MmuRevision revision) {
    RoleLayout layout = revision.layout();
    for (RoleField field : RoleField.values()) {
      if (layout.bits().field(field.kernelName()).isEmpty()) {
        assertFalse(layout.has(field));
        assertEquals(0, layout.of(field, -1L));
        assertEquals(0, layout.of(field, true));
        assertEquals(0, layout.get(-1L, field));
        assertEquals(0x123, layout.with(0x123, field, 1));
      }
    }
  }
}
