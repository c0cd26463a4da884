// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** kvm_post_set_cr0(), kvm_post_set_cr4(), x86.c. */
final class WriteFlushTest {
  private static final int CURRENT = 1 << 2;
  private static final int GUEST = 1 << 3;

  private final Requests requests = new Requests();

  @ParameterizedTest
  @CsvSource({
    "0x80010011, 0x10011, 8", // paging off
    "0x10011, 0x80010011, 0", // paging on
    "0x80010011, 0x80000011, 0", // WP
  })
  void pagingOffFlushesTheGuest(String old, String value, int expected) {
    WriteFlush.V5_18.cr0(requests, Long.decode(old), Long.decode(value));
    assertEquals(expected, requests.mask());
  }

  @ParameterizedTest
  @CsvSource({
    "0x20, 0xa0, 8", // PGE on
    "0xa0, 0x20, 8", // PGE off
    "0x20020, 0x20, 8", // PCIDE off
    "0x20, 0x20020, 0", // PCIDE on
    "0x00, 0x20, 4", // PAE on
    "0x20, 0x00, 4", // PAE off
    "0x20, 0x100020, 4", // SMEP on
    "0x100020, 0x20, 0", // SMEP off
    "0x20, 0x200020, 0", // SMAP
    "0x20, 0x1000a0, 8", // PGE and SMEP on: the guest flush is enough
    "0x20, 0x1020, 0", // LA57
  })
  void translationsOfTheGuestAreFlushedAsTheManualsWant(String old, String value, int expected) {
    WriteFlush.V5_18.cr4(requests, Long.decode(old), Long.decode(value));
    assertEquals(expected, requests.mask());
    assertTrue(expected == 0 || expected == CURRENT || expected == GUEST);
  }

  @Test
  void v5_10AsksForNothing() {
    WriteFlush.V5_10.cr0(requests, 0x80010011L, 0x10011);
    WriteFlush.V5_10.cr4(requests, 0x20020, 0xa0);
    WriteFlush.V5_10.sregs(requests);
    assertEquals(0, requests.mask());
    assertFalse(WriteFlush.V5_10.freesRoots(0x20, 0x20020));
    assertFalse(WriteFlush.V5_10.loadedPdptesNeedRoot());
  }

  @ParameterizedTest
  @EnumSource(names = {"V5_18", "V6_12"})
  void pcidsTurnedOnFreeShadowRoots(WriteFlush rule) {
    assertTrue(rule.freesRoots(0x20, 0x20020));
    assertFalse(rule.freesRoots(0x20020, 0x20));
    assertFalse(rule.freesRoots(0x20020, 0x20020));
  }

  @Test
  void setSregsFlushesTheGuestFromV6_12() {
    WriteFlush.V5_18.sregs(requests);
    assertEquals(0, requests.mask());
    WriteFlush.V6_12.sregs(requests);
    assertEquals(GUEST, requests.mask());
  }
}
