// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.CpuidFeature;
import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.PteFormat;
import dev.rolecall.mmu.paging.ReservedBits;
import dev.rolecall.mmu.paging.WalkRules;
import dev.rolecall.mmu.paging.WalkSetup;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the masks of a context to those that the kernels' own code computed from the same roles.
 */
class KernelTablesTest {
  private static final long BIT_7 = 1L << 7;
  private static final int LEVELS = 5;

  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "series/07", "series/13", "v6.1", "v7.2"})
  void permissionBytesAreTheKernels(String revision) throws IOException {
    int compared = 0;
    for (RawTable.Row row : rows(revision)) {
      if (row.decimal("root_level") != 0) {
        compared += comparePermissions(revision, row);
      }
    }
    assertTrue(compared > 40_000, compared + " bytes compared");
  }

  private static int comparePermissions(String revision, RawTable.Row row) {
    GuestPaging paging = GuestPaging.of(rules(revision), setup(revision, row));
    String column = row.text("permissions");
    int digits = column.contains("|") ? 4 : 2;
    String hex = column.substring(column.indexOf('|') + 1);
    int mask = digits == 4 ? 0xffff : 0xff;
    for (int i = 0; i < 16; i++) {
      int kernel = Integer.parseInt(hex.substring(i * digits, (i + 1) * digits), 16);
      assertEquals(
          Integer.toHexString(kernel),
          Integer.toHexString(paging.permissions().faults(i) & mask),
          revision + " permissions[" + i + "] of " + row);
    }
    if (isPkeKnown(revision, row)) {
      long kernel = row.hex("pkru_mask");
      assertEquals(kernel, paging.permissions().pkruMask() & 0xffff_ffffL, "pkru_mask of " + row);
    }
    return 16;
  }

  /** PKE counts in long mode, which v5.10's role does not tell of L2 while it shadows NPT. */
  private static boolean isPkeKnown(String revision, RawTable.Row row) {
    return !revision.equals("v5.10") || !row.text("mmu").equals("guest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "series/07", "series/13", "v6.1", "v7.2"})
  void reservedBitsOfGuestTablesAreTheKernels(String revision) throws IOException {
    for (RawTable.Row row : rows(revision)) {
      if (row.decimal("root_level") != 0) {
        WalkSetup setup = setup(revision, row);
        compareReserved(GuestPaging.of(rules(revision), setup).reserved(), "guest", row, LEVELS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "series/07", "series/13", "v6.1", "v7.2"})
  void reservedBitsOfShadowTablesAreTheKernels(String revision) throws IOException {
    for (RawTable.Row row : rows(revision)) {
      if (!row.text("mmu").equals("nested")) {
        // Of a context that was deeper before, v5.10 leaves the masks of levels that are no more.
        int levels = revision.equals("v5.10") ? row.decimal("shadow_root_level") : LEVELS;
        ReservedBits model = rules(revision).spteReserved(setup(revision, row));
        compareReserved(model, "shadow", row, levels);
      }
    }
  }

  private static void compareReserved(
      ReservedBits model, String which, RawTable.Row row, int levels) {
    for (int level = 1; level <= levels; level++) {
      long small = row.hex(which + "_rsvd_0_" + (level - 1));
      long large = row.hex(which + "_rsvd_1_" + (level - 1));
      String what = which + " level " + level + " of " + row;
      assertEquals(Long.toHexString(small), Long.toHexString(model.mask(0, level)), what);
      assertEquals(Long.toHexString(large), Long.toHexString(model.mask(BIT_7, level)), what);
    }
    assertEquals(
        Long.toHexString(row.hex(which + "_bad_mt_xwr")),
        Long.toHexString(model.badMtXwr()),
        which + " of " + row);
  }

  private static List<RawTable.Row> rows(String revision) throws IOException {
    List<RawTable.Row> rows = RawTable.read(revision.replace('/', '-') + "-meta");
    assertTrue(rows.size() > 3000, rows.size() + " rows");
    return rows;
  }

  private static WalkRules rules(String revision) {
    return Translation.rules(Guest.revision(revision).spec());
  }

  /** What a row says of a context: its roles, from which the registers follow. */
  private static WalkSetup setup(String id, RawTable.Row row) {
    MmuRevision revision = Guest.revision(id);
    RoleLayout layout = revision.layout();
    Machine host = RawTable.host(row.decimal("host"));
    int rootLevel = row.decimal("root_level");
    WalkSetup.Words words = new WalkSetup.Words(layout, row.hex("cpu_role"), row.hex("mmu_role"));
    return new WalkSetup(
        format(row, host), regs(layout, words, rootLevel), words, rootLevel, guest(row), host);
  }

  private static PteFormat format(RawTable.Row row, Machine host) {
    if (row.text("mmu").equals("guest") && host.vendor() == Vendor.INTEL) {
      return PteFormat.EPT;
    }
    return switch (row.decimal("root_level")) {
      case 0 -> PteFormat.NONE;
      case 2 -> PteFormat.PT32;
      default -> PteFormat.PT64;
    };
  }

  private static GuestCpuid guest(RawTable.Row row) {
    Vendor vendor = row.decimal("guest_amd") == 1 ? Vendor.AMD : Vendor.INTEL;
    return GuestCpuid.assumed(vendor, row.decimal("guest_maxphyaddr"))
        .with(CpuidFeature.NX, row.decimal("guest_nx") == 1)
        .with(CpuidFeature.GBPAGES, row.decimal("guest_gbpages") == 1);
  }

  /** v5.10 asks the registers, of which its role has every bit but EFER.LMA. */
  private static RoleRegs regs(RoleLayout layout, WalkSetup.Words words, int rootLevel) {
    long word = words.mmuRole();
    long cr0 = bit(layout, word, RoleField.CR0_WP, Cr0.WP) | (rootLevel != 0 ? Cr0.PG : 0);
    long cr4 =
        bit(layout, word, RoleField.CR4_PSE, Cr4.PSE)
            | bit(layout, word, RoleField.CR4_PAE, Cr4.PAE)
            | bit(layout, word, RoleField.CR4_SMEP, Cr4.SMEP)
            | bit(layout, word, RoleField.CR4_SMAP, Cr4.SMAP)
            | bit(layout, word, RoleField.CR4_PKE, Cr4.PKE)
            | bit(layout, word, RoleField.CR4_LA57, Cr4.LA57);
    long efer = bit(layout, word, RoleField.NXE, Efer.NX) | (rootLevel > 3 ? Efer.LMA : 0);
    return new RoleRegs(cr0, cr4, efer);
  }

  private static long bit(RoleLayout layout, long word, RoleField field, long register) {
    return layout.isSet(word, field) ? register : 0;
  }
}
