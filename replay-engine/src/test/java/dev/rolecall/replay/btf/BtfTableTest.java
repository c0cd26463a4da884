// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.btf.BtfBlob.Part;
import dev.rolecall.replay.btf.TypeLookup.Extent;
import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BtfTableTest {
  private static final String FILE = "kernel.btf";

  @Test
  void memberIsFoundByItsPath() throws TraceInputException {
    assertEquals(Optional.of(new Extent(16, 8)), lookup(sample()).member("outer", "inner.b"));
  }

  @Test
  void memberOfAnAnonymousUnionCountsAsTheStructs() throws TraceInputException {
    assertEquals(Optional.of(new Extent(24, 4)), lookup(sample()).member("outer", "word"));
  }

  @Test
  void elementOfAnArrayIsFoundByItsIndex() throws TraceInputException {
    assertEquals(Optional.of(new Extent(72, 8)), lookup(sample()).member("outer", "roots[2].b"));
    assertEquals(Optional.empty(), lookup(sample()).member("outer", "roots[3].b"));
  }

  @Test
  void wholeArrayHasTheSizeOfItsElements() throws TraceInputException {
    assertEquals(Optional.of(new Extent(32, 48)), lookup(sample()).member("outer", "roots"));
  }

  @Test
  void bitFieldHasNoPlaceOfItsOwn() throws TraceInputException {
    BtfBlob blob = BtfBlob.kernel();
    blob.bits("role", "level", blob.number("int", 4), 4);
    assertEquals(Optional.empty(), lookup(blob).member("role", "level"));
  }

  @Test
  void functionHasTheNamesOfItsParameters() throws TraceInputException {
    BtfBlob blob = BtfBlob.kernel();
    blob.function("kvm_mmu_new_pgd", "vcpu", "new_pgd");
    assertEquals(
        Optional.of(List.of("vcpu", "new_pgd")), lookup(blob).parameters("kvm_mmu_new_pgd"));
    assertEquals(Optional.empty(), lookup(blob).parameters("kvm_mmu_new"));
  }

  @Test
  void moduleContinuesTheKernelsTypesAndNames() throws TraceInputException {
    BtfBlob kernel = BtfBlob.kernel();
    int number = kernel.number("long", 8);
    BtfBlob module = BtfBlob.module(kernel);
    int inner = module.struct("inner", 16, new Part("a", number, 0), new Part("b", number, 8));
    module.struct("outer", 32, new Part("inner", inner, 16));
    BtfTable base = BtfTable.read(FILE, kernel.bytes(), Optional.empty());
    TypeLookup types = new TypeLookup(BtfTable.read("module", module.bytes(), Optional.of(base)));
    assertEquals(Optional.of(new Extent(24, 8)), types.member("outer", "inner.b"));
  }

  @Test
  void moduleWithoutItsKernelIsRefusedWithTheWayOut() {
    BtfBlob module = BtfBlob.module(BtfBlob.kernel());
    module.number("long", 8);
    TraceInputException refused =
        assertThrows(
            TraceInputException.class,
            () -> BtfTable.read("kvm", module.bytes(), Optional.empty()));
    assertTrue(refused.problem().toString().contains("--btf-base"), refused.toString());
  }

  @Test
  void unknownKindOfTypeIsNamedWithItsPlace() {
    BtfBlob blob = BtfBlob.kernel();
    blob.raw(20, 0, 0);
    TraceInputException refused =
        assertThrows(
            TraceInputException.class, () -> BtfTable.read(FILE, blob.bytes(), Optional.empty()));
    assertEquals(
        "kernel.btf: byte 28 (0x1c): BTF: expected a kind of type up to 19, found 20",
        refused.getMessage());
  }

  @Test
  void listThatIsLongerThanTheFileIsRefused() {
    BtfBlob blob = BtfBlob.kernel();
    blob.raw(4, 0xffff, 8);
    assertThrows(
        TraceInputException.class, () -> BtfTable.read(FILE, blob.bytes(), Optional.empty()));
  }

  @Test
  void structWithinItselfIsSearchedInBoundedTime() throws TraceInputException {
    BtfBlob blob = BtfBlob.kernel();
    Part[] parts = new Part[1000];
    Arrays.fill(parts, new Part("", 1, 0));
    blob.struct("outer", 8, parts);
    assertEquals(Optional.empty(), lookup(blob).member("outer", "a.b"));
  }

  @Test
  void arrayOfItselfAndAliasOfItselfEnd() throws TraceInputException {
    BtfBlob blob = BtfBlob.kernel();
    blob.array(1, -1);
    blob.typedef("loop", 2);
    blob.struct("outer", 8, new Part("a", 1, 0), new Part("b", 2, 0));
    lookup(blob).member("outer", "a[1]");
    assertEquals(Optional.of(new Extent(0, 0)), lookup(blob).member("outer", "b"));
  }

  @Test
  void everyTruncationIsRefusedOrRead() {
    byte[] whole = sample().bytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(
          TraceInputException.class, () -> BtfTable.read(FILE, cut, Optional.empty()), "" + length);
    }
  }

  @Test
  void changedBytesAreRefusedOrRead() {
    byte[] whole = sample().bytes();
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        lookup(changed).member("outer", "roots[1].b");
        lookup(changed).parameters("kvm_init_mmu");
      } catch (TraceInputException e) {
        assertTrue(e.problem().toString().startsWith(FILE), e.toString());
      }
    }
  }

  @Test
  void lengthsNearTheLimitOfAWordDoNotWrapAround() {
    for (int place : new int[] {4, 8, 12, 16, 20}) {
      for (int value : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, -24}) {
        byte[] bytes = sample().bytes();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(place, value);
        assertThrows(TraceInputException.class, () -> BtfTable.read(FILE, bytes, Optional.empty()));
      }
    }
  }

  private static BtfBlob sample() {
    BtfBlob blob = BtfBlob.kernel();
    int word = blob.number("unsigned int", 4);
    int wide = blob.typedef("hpa_t", blob.number("long", 8));
    int inner = blob.struct("inner", 16, new Part("a", wide, 0), new Part("b", wide, 8));
    int either = blob.union("", 8, new Part("as_u64", wide, 0), new Part("word", word, 0));
    int roots = blob.array(inner, 3);
    blob.struct(
        "outer",
        80,
        new Part("self", blob.pointer(), 0),
        new Part("inner", inner, 8),
        new Part("", either, 24),
        new Part("roots", roots, 32));
    blob.function("kvm_init_mmu", "vcpu");
    return blob;
  }

  private static TypeLookup lookup(BtfBlob blob) throws TraceInputException {
    return lookup(blob.bytes());
  }

  private static TypeLookup lookup(byte[] bytes) throws TraceInputException {
    return new TypeLookup(BtfTable.read(FILE, bytes, Optional.empty()));
  }
}
