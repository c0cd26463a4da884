// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sequences of kernel events as v6.1 and its captures have them. */
class WalkAssemblerTest {
  private static final long FOUR_LEVELS = 4;
  private static final long PAE = 3;
  private static final long TWO_LEVELS = 2;
  private static final long PSE = 1L << 34;

  private final List<String> walks = new ArrayList<>();
  private final WalkTables tables =
      new WalkTables(
          new Machine(
              new KernelRelease(6, 1), Vendor.AMD, Machine.Paging.TWO_DIMENSIONAL, 5, 1, 1));
  private final WalkAssembler assembler =
      new WalkAssembler(tables, w -> walks.add(text(w)), () -> {});

  @Test
  void aWalkEndsWhenSomethingElseComes() {
    oneStage();
    assembler.start(1, 0x827d, 0x10);
    assembler.entry(2, 0x141003);
    assembler.entry(1, 0x8067);
    assembler.accessed(0x101000);
    assertEquals(List.of(), walks);
    assembler.end();
    assertEquals(
        List.of("ROOT_MMU 0x827d 0x10 2:0x141003 1:0x8067 accessed 0x101000 at its end"), walks);
  }

  @Test
  void anErrorEndsAWalk() {
    oneStage();
    assembler.start(1, 0x1001000, 2);
    assembler.entry(2, 0x14c027);
    assembler.entry(1, 0x441001);
    assembler.error(3);
    assertEquals(List.of("ROOT_MMU 0x1001000 0x2 2:0x14c027 1:0x441001 FAULT 0x3"), walks);
  }

  @Test
  void aWalkThatStartsEndsTheOneBefore() {
    oneStage();
    assembler.start(1, 0x1000, 0);
    assembler.entry(2, 0x83);
    assembler.start(2, 0x2000, 0);
    assertEquals(List.of("ROOT_MMU 0x1000 0x0 2:0x83 at its end"), walks);
  }

  @Test
  void aWalkThatIsRetriedIsTheLastOne() {
    oneStage();
    assembler.start(1, 0x1000, 2);
    assembler.entry(2, 0x14c007);
    assembler.entry(1, 0x440003);
    assembler.accessed(0x105000);
    assembler.entry(2, 0x14c027);
    assembler.entry(1, 0x440003);
    assembler.dirty(0x14c004);
    assembler.end();
    assertEquals(
        List.of("ROOT_MMU 0x1000 0x2 2:0x14c027 1:0x440003 dirty 0x14c004 at its end"), walks);
  }

  @Test
  void everyAddressOfL2sTablesIsTranslatedFirst() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, 0);
    assembler.start(1, 0x1234, 0);
    inner(2, 0x5000);
    assembler.entry(2, 0x6027);
    inner(3, 0x6000);
    assembler.entry(1, 0x7027);
    inner(4, 0x7000);
    assembler.accessed(0x6004);
    assembler.end();
    assertEquals(
        List.of(
            "GUEST_MMU 0x5000 0x6 4:0x1027 3:0x2027 2:0xe7 at its end",
            "GUEST_MMU 0x6000 0x6 4:0x1027 3:0x2027 2:0xe7 at its end",
            "GUEST_MMU 0x7000 0x6 4:0x1027 3:0x2027 2:0xe7 at its end",
            "NESTED_MMU 0x1234 0x0 2:0x6027 1:0x7027 accessed 0x6004 at its end"),
        walks);
  }

  @Test
  void afterItsLastTranslationAWalkOfL2sTablesIsOver() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, PSE);
    assembler.start(1, 0x1234, 0);
    inner(2, 0x5000);
    assembler.entry(2, 0xe7);
    inner(3, 0);
    assembler.start(4, 0x9999, 0);
    assertEquals("NESTED_MMU 0x1234 0x0 2:0xe7 at its end", walks.get(2));
  }

  @Test
  void withoutPseBit7OfADirectoryEntryEndsNothing() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, 0);
    assembler.start(1, 0x1234, 0);
    inner(2, 0x5000);
    assembler.entry(2, 0xe7);
    inner(3, 0);
    assembler.entry(1, 0x7027);
    inner(4, 0x7000);
    assembler.end();
    assertEquals("NESTED_MMU 0x1234 0x0 2:0xe7 1:0x7027 at its end", walks.get(3));
  }

  @Test
  void aFaultOfL1sTablesEndsL2sWalkToo() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, 0);
    assembler.start(1, 0x1234, 0);
    assembler.start(2, 0x5000, 6);
    assembler.entry(4, 0x1027);
    assembler.entry(3, 0);
    assembler.error(6);
    assertEquals(
        List.of(
            "GUEST_MMU 0x5000 0x6 4:0x1027 3:0x0 FAULT 0x6",
            "NESTED_MMU 0x1234 0x0 NESTED_FAULT 0x6"),
        walks);
  }

  /**
   * The table that L1 maps for L2 lies in no memory slot: P is clear though L1's walk succeeded.
   */
  @Test
  void aTableThatIsNotVisibleFailsTheWalkOfL2() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, 0);
    assembler.start(1, 0x1234, 2);
    inner(2, 0x5000);
    assembler.error(2);
    assertEquals("NESTED_MMU 0x1234 0x2 FAULT 0x2", walks.get(1));
  }

  @Test
  void aFaultOfL2IsWalkedInL1sTablesAlone() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, 0);
    assembler.pageFault(0x5000);
    inner(1, 0x5000);
    assembler.end();
    assertEquals(List.of("GUEST_MMU 0x5000 0x6 4:0x1027 3:0x2027 2:0xe7 at its end"), walks);
  }

  @Test
  void anUnpagedL2HasNoTables() {
    twoStages(0, FOUR_LEVELS, 0);
    inner(1, 0x5000);
    assembler.end();
    assertEquals(List.of("GUEST_MMU 0x5000 0x6 4:0x1027 3:0x2027 2:0xe7 at its end"), walks);
  }

  @Test
  void aUserAccessWhoseFirstEntryComesUntranslatedIsL1s() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, 0);
    inner(1, 0x5000);
    assembler.end();
    assertEquals("GUEST_MMU 0x5000 0x6 4:0x1027 3:0x2027 2:0xe7 at its end", walks.get(0));
  }

  @Test
  void aPdpteOfL2NeedsNoTranslation() {
    twoStages(PAE, FOUR_LEVELS, 0);
    assembler.start(1, 0x1234, 4);
    assembler.entry(3, 0x4001);
    inner(2, 0x4000);
    assembler.entry(2, 0xe7);
    inner(3, 0);
    assembler.end();
    assertEquals("NESTED_MMU 0x1234 0x4 3:0x4001 2:0xe7 at its end", walks.get(2));
  }

  @Test
  void aPdpteThatEitherOfTwoTablesMayHaveNamesNone() {
    twoStages(PAE, PAE, 0);
    assembler.start(1, 0x1234, 4);
    assembler.entry(3, 0);
    assembler.error(4);
    assertEquals(List.of("- 0x1234 0x4 3:0x0 FAULT 0x4"), walks);
  }

  @Test
  void aWalkOfL2ThatLacksItsLastTranslationIsInDoubt() {
    twoStages(TWO_LEVELS, FOUR_LEVELS, 0);
    assembler.start(1, 0x1234, 0);
    inner(2, 0x5000);
    assembler.entry(2, 0x6027);
    assembler.end();
    assertEquals("NESTED_MMU 0x1234 0x0 2:0x6027 in doubt", walks.get(1));
  }

  @Test
  void whatIsLostIsNotHandedOn() {
    oneStage();
    assembler.start(1, 0x1000, 0);
    assembler.entry(2, 0x14c007);
    assembler.drop();
    assembler.end();
    assertEquals(List.of(), walks);
  }

  private void oneStage() {
    VcpuRecord record = new VcpuRecord();
    record.splitRoles = true;
    record.cpuRole[0] = PSE;
    tables.follow(record);
  }

  private void twoStages(long l2Levels, long l1Levels, long l2Features) {
    VcpuRecord record = new VcpuRecord();
    record.splitRoles = true;
    record.mmu = MmuId.GUEST_MMU;
    record.walkMmu = MmuId.NESTED_MMU;
    record.cpuRole[1] = l1Levels;
    record.cpuRole[2] = l2Levels | l2Features;
    tables.follow(record);
  }

  /** A walk of L1's tables that comes to a 2 MiB page. */
  private void inner(long position, long address) {
    assembler.start(position, address, 6);
    assembler.entry(4, 0x1027);
    assembler.entry(3, 0x2027);
    assembler.entry(2, 0xe7);
  }

  private static String text(GuestWalk walk) {
    StringBuilder text = new StringBuilder(walk.mmu().map(MmuId::name).orElse("-"));
    text.append(" 0x").append(Long.toHexString(walk.address()));
    text.append(" 0x").append(Long.toHexString(walk.error()));
    LongTuples entries = walk.entries();
    for (int i = 0; i < entries.size(); i++) {
      text.append(' ').append(entries.get(i, 0));
      text.append(":0x").append(Long.toHexString(entries.get(i, 1)));
    }
    marks(text, "accessed", walk.accessed());
    marks(text, "dirty", walk.dirty());
    if (walk.isFaulted()) {
      text.append(' ').append(walk.ending());
      text.append(" 0x").append(Long.toHexString(walk.fault()));
    } else if (!walk.isSound()) {
      text.append(" in doubt");
    } else if (walk.isAtEnd()) {
      text.append(" at its end");
    }
    return text.toString();
  }

  private static void marks(StringBuilder text, String word, LongTuples addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      text.append(' ').append(word).append(" 0x").append(Long.toHexString(addresses.get(i)));
    }
  }
}
