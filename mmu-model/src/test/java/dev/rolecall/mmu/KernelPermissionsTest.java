// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.GuestAccess;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.mmu.role.EptParams;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds permission faults to the results of the kernels' own permission_fault(). */
class KernelPermissionsTest {
  private static final long EPTP_4_LEVELS = 0x1000 | (3L << 3);

  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "v7.2"})
  void permissionFaultsAreTheKernels(String revision) throws IOException {
    List<RawTable.Row> rows = RawTable.read(revision + "-permission_fault");
    int compared = 0;
    for (RawTable.Row row : rows) {
      if ((row.hex("cr0") & Cr0.PG) != 0) {
        compare(revision, row);
        compared++;
      }
    }
    assertTrue(compared > 4000, compared + " rows compared");
  }

  private static void compare(String revision, RawTable.Row row) {
    GuestPaging paging = paging(revision, row);
    String[] kernel = row.text("faults").split(":", -1);
    for (int i = 0; i < kernel.length; i++) {
      long pferr =
          ((i & 1) != 0 ? Pferr.WRITE : 0)
              | ((i & 2) != 0 ? Pferr.USER : 0)
              | ((i & 4) != 0 ? Pferr.FETCH : 0)
              | (row.hex("implicit") == 1 ? Pferr.IMPLICIT : 0);
      GuestAccess access =
          new GuestAccess(
              pferr,
              (int) row.hex("cpl"),
              row.hex("ac") == 1 ? GuestAccess.AC : 0,
              (int) row.hex("pkru"));
      long model =
          paging.permissionFault(access, pferr, row.decimal("pte_access"), row.decimal("pkey"));
      assertEquals(
          Long.toHexString(Long.parseLong(kernel[i], 16)),
          Long.toHexString(model),
          revision + " access " + i + " of " + row);
    }
  }

  private static GuestPaging paging(String revision, RawTable.Row row) {
    Machine host = RawTable.host((int) row.hex("host"));
    Registers regs = new Registers(row.hex("cr0"), 0x1000, row.hex("cr4"), row.hex("efer"));
    VcpuMmu vcpu = Guest.vcpu(revision, host, regs);
    if (row.text("mmu").equals("root")) {
      return vcpu.paging(MmuId.ROOT).orElseThrow();
    }
    if (host.vendor() == Vendor.AMD) {
      // The table's maker ran L2 in long mode; v5.10 takes the rights of NPT from L2's registers.
      vcpu.enterNestedNpt(Guest.LONG, 0x1000);
    } else {
      int execonly = (int) row.hex("ept_execonly");
      int ad = (int) row.hex("ept_ad");
      vcpu.enterNestedEpt(regs, EPTP_4_LEVELS, EptParams.of(EPTP_4_LEVELS, execonly, ad));
    }
    return vcpu.paging(MmuId.GUEST).orElseThrow();
  }
}
