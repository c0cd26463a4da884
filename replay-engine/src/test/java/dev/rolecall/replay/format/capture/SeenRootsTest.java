// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.LongTuples;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SeenRootsTest {
  private static final long PAGE = 0x11000;
  private static final long OTHER = 0x12000;
  private static final long ROLE = 0x3704;

  private final SeenRoots roots = new SeenRoots();
  private final VcpuRecord record = new VcpuRecord();

  @BeforeEach
  void noRoots() {
    record.hasPreviousRoots = true;
    for (long[] addresses : record.rootAddress) {
      Arrays.fill(addresses, VcpuRecord.NO_ROOT);
    }
  }

  @Test
  void recordWithoutRootsIsKnownAsAWhole() {
    assertTrue(roots.knowsAll(record, 0));
    assertTrue(record.isWithoutRoots());
    assertEquals("[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] by 4", list());
  }

  @Test
  void pageOfWhichNothingWasSeenIsUnknown() {
    record.rootAddress[0][0] = PAGE;
    assertFalse(roots.knowsAll(record, 0));
    assertTrue(roots.knowsAll(record, 1));
  }

  @Test
  void onePageThatWasGotWhileLoadingIsTheRoot() {
    build(PAGE, true, ROLE);
    record.rootPgd[0][0] = 0x1003;
    assertEquals("[1, 4099, 14084, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] by 4", list());
  }

  @Test
  void pagesOfTwoLevelsHangBelowASpecialRoot() {
    build(PAGE, true, 0x3712, 0x3732, 0x3752, 0x3772);
    assertEquals("[2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] by 4", list());
    build(PAGE, true, 0x3712);
    assertEquals("[2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] by 4", list());
  }

  @Test
  void pageThatIsFoundKeepsItsNumberAndOneThatIsMadeGetsAnother() {
    build(PAGE, true, ROLE);
    build(OTHER, true, ROLE);
    build(PAGE, false, ROLE);
    assertTrue(list().startsWith("[1, 0, 14084, 1,"));
    build(PAGE, true, ROLE);
    assertTrue(list().startsWith("[1, 0, 14084, 3,"), "the address was used again");
  }

  @Test
  void rootThatIsFoundWithoutAnEventIsTheOneOfItsAddress() {
    build(PAGE, true, ROLE);
    take(ProbeKind.LOAD);
    record.rootAddress[0][0] = PAGE;
    assertTrue(roots.take(ProbeKind.LOAD_RET, record));
    assertTrue(list().startsWith("[1, 0, 14084, 1,"));
  }

  @Test
  void pagesThatAreGotOutsideOfALoadAreNoRoots() {
    take(ProbeKind.RUN);
    roots.got(ROLE, true);
    record.rootAddress[0][0] = PAGE;
    assertFalse(roots.take(ProbeKind.RUN, record));
    assertFalse(roots.knowsAll(record, 0));
  }

  @Test
  void loadWhereThereWasARootShowsThatItWasFreedUnseen() {
    build(PAGE, true, ROLE);
    assertTrue(roots.isFreedUnseen(ProbeKind.LOAD));
    assertFalse(roots.isFreedUnseen(ProbeKind.RUN));
    take(ProbeKind.LOAD);
    assertFalse(roots.isFreedUnseen(ProbeKind.LOAD));
  }

  @Test
  void rootThatIsMadeAnewThoughThereWasOneIsTold() {
    build(PAGE, true, ROLE);
    take(ProbeKind.LOAD);
    roots.got(ROLE, true);
    assertEquals(OptionalLong.of(ROLE), roots.remadeRole());
    take(ProbeKind.LOAD);
    roots.got(ROLE + 1, true);
    assertEquals(OptionalLong.empty(), roots.remadeRole());
  }

  @Test
  void lossForgetsPagesAndRoots() {
    build(PAGE, true, ROLE);
    roots.know();
    roots.lost();
    assertFalse(roots.areKnown());
    assertFalse(roots.knowsAll(record, 0));
  }

  private void build(long address, boolean created, long... roles) {
    record.rootAddress[0][0] = VcpuRecord.NO_ROOT;
    take(ProbeKind.LOAD);
    for (long role : roles) {
      roots.got(role, created);
    }
    record.rootAddress[0][0] = address;
    take(ProbeKind.LOAD_RET);
  }

  private void take(ProbeKind kind) {
    if (kind == ProbeKind.LOAD) {
      record.rootAddress[0][0] = VcpuRecord.NO_ROOT;
    }
    roots.take(kind, record);
  }

  private String list() {
    LongTuples tuples = new LongTuples(4);
    roots.list(record, 0, tuples);
    return tuples.toString();
  }
}
