// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.mutate.inside.SwitchAccess;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorTest {
  private final PlantedSample sample;

  OperatorTest() throws Exception {
    sample = new PlantedSample();
  }

  @BeforeEach
  void allowSteps() {
    SwitchAccess.allow(1_000_000);
  }

  @Test
  void conditionIsNegated() throws Exception {
    assertChange(
        "condition", Operator.CONDITION, "the test of the bits 0x10 negated", 0x10, 100L, 200L);
  }

  @Test
  void comparisonIsOffByOne() throws Exception {
    assertChange("boundary", Operator.BOUNDARY, "< turned into <=, or >= into >", 5, 200L, 100L);
  }

  @Test
  void shiftAmountIsTheNext() throws Exception {
    assertChange("shift", Operator.CONSTANT, "the shift amount 3 turned into 4", 1, 8L, 16L);
  }

  @Test
  void truthValueIsTheOther() throws Exception {
    assertChange("truth", Operator.CONSTANT, "true turned into false", 5, 5L, 99L);
  }

  @Test
  void bitIsMoved() throws Exception {
    assertChange("oneBit", Operator.MASK, "the mask 0x40 turned into 0x80", 0xff, 0x40L, 0x80L);
  }

  @Test
  void eachBitOfAMaskIsDropped() throws Exception {
    assertChange("bits", Operator.MASK, "bit 0 dropped from the mask 0x45", 0xff, 0x45L, 0x44L);
    assertChange("bits", Operator.MASK, "bit 2 dropped from the mask 0x45", 0xff, 0x45L, 0x41L);
    assertChange("bits", Operator.MASK, "bit 6 dropped from the mask 0x45", 0xff, 0x45L, 0x05L);
    assertEquals(3, sample.mutants("bits", Operator.MASK).size());
  }

  @Test
  void ofBitsSideBySideTheFirstAndTheLastAreDropped() throws Exception {
    assertChange("run", Operator.MASK, "bit 4 dropped from the mask 0xff0", -1, 0xff0L, 0xfe0L);
    assertChange("run", Operator.MASK, "bit 11 dropped from the mask 0xff0", -1, 0xff0L, 0x7f0L);
    assertEquals(2, sample.mutants("run", Operator.MASK).size());
  }

  @Test
  void complementIsLeftOut() throws Exception {
    long x = 0x3000_0000_0000_0007L;
    assertChange("complement", Operator.COMPLEMENT, "~ left out", x, 0x3000_0000_0000_0004L, 3L);
  }

  @Test
  void operatorIsAnother() throws Exception {
    assertChange("bits", Operator.ARITHMETIC, "& turned into |", 0x8, 0L, 0x4dL);
    assertChange("shift", Operator.ARITHMETIC, "<< turned into >>>", 16, 128L, 2L);
    assertChange("sum", Operator.ARITHMETIC, "+ turned into -", 7, 8L, 6L);
  }

  @Test
  void resultIsAConstant() throws Exception {
    assertChange("sum", Operator.RESULT, "returns 0 in any case", 7, 8L, 0L);
    assertChange("isSmall", Operator.RESULT, "returns true in any case", 9, false, true);
    assertChange("isSmall", Operator.RESULT, "returns false in any case", 3, true, false);
  }

  @Test
  void callIsLeftOut() throws Exception {
    assertChange("voidCall", Operator.CALL, "the call of set() left out", 3, 3L, 7L);
    assertChange("ofItsKind", Operator.CALL, "the call of with() left out", 3, 3L, 7L);
  }

  @Test
  void assignmentIsLeftOut() throws Exception {
    Mutant mutant = only("set", Operator.ASSIGNMENT, "the assignment of field left out");
    assertEquals(3L, sample.call("voidCall", 3));
    assertEquals(7L, sample.call("voidCall", 3, mutant.number()));
  }

  @Test
  void namedConstantIsTheNext() throws Exception {
    assertChange("name", Operator.NAME, "RED turned into GREEN", 0, 3L, 5L);
    assertChange("name", Operator.NAME, "BLUE turned into RED", 1, 4L, 3L);
  }

  @Test
  void caseIsTreatedAsAnother() throws Exception {
    assertChange("cases", Operator.CASE, "case 1 of 2 treated as another", 1, 10L, 20L);
    assertChange("cases", Operator.CASE, "case 2 of 2 treated as another", 2, 20L, 10L);
  }

  @Test
  void everyKindHasItsPlace() {
    Set<Operator> found =
        sample.mutants().stream().map(Mutant::operator).collect(Collectors.toSet());
    assertEquals(Set.of(Operator.values()), found);
  }

  @Test
  void numbersThatMakeATruthValueAreLeftToItsCondition() {
    assertEquals(
        List.of(),
        sample.mutants("isSmall", Operator.CONSTANT).stream()
            .filter(m -> !m.words().equals("5 turned into 6"))
            .toList());
  }

  @Test
  void textsForPeopleAreLeftAlone() {
    assertTrue(sample.mutants().stream().noneMatch(m -> m.place().method().equals("toString")));
  }

  @Test
  void mutantIsToldWithItsLine() {
    Mutant mutant = only("shift", Operator.ARITHMETIC, "<< turned into >>>");
    assertEquals("Sample.java", mutant.place().file());
    assertEquals(26, mutant.place().line());
  }

  private Mutant only(String method, Operator operator, String words) {
    List<Mutant> found =
        sample.mutants(method, operator).stream().filter(m -> m.words().equals(words)).toList();
    assertEquals(1, found.size(), () -> words + " among " + sample.mutants(method, operator));
    return found.get(0);
  }

  private void assertChange(
      String method, Operator operator, String words, long x, Object healthy, Object changed)
      throws ReflectiveOperationException {
    Mutant mutant = only(method, operator, words);
    assertEquals(healthy, sample.call(method, x), "healthy");
    assertEquals(changed, sample.call(method, x, mutant.number()), words);
  }
}
