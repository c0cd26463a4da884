// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.btf.BtfBlob.Part;
import dev.rolecall.replay.btf.TypeLookup.Extent;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypeFileTest {
  private static final String BPFTOOL =
      """
      [1] INT 'long unsigned int' size=8 bits_offset=0 nr_bits=64 encoding=(none)
      [2] TYPEDEF 'hpa_t' type_id=1
      [3] STRUCT 'kvm_mmu_root_info' size=16 vlen=2
      \t'pgd' type_id=1 bits_offset=0
      \t'hpa' type_id=2 bits_offset=64
      [4] ARRAY '(anon)' type_id=3 index_type_id=5 nr_elems=3
      [5] STRUCT 'kvm_mmu' size=80 vlen=2
      \t'(anon)' type_id=6 bits_offset=64
      \t'prev_roots' type_id=4 bits_offset=192
      [6] UNION '(anon)' size=8 vlen=1
      \t'as_u64' type_id=1 bits_offset=0
      [7] FUNC_PROTO '(anon)' ret_type_id=0 vlen=2
      \t'vcpu' type_id=8
      \t'new_pgd' type_id=1
      [8] PTR '(anon)' type_id=5
      [9] FUNC 'kvm_mmu_new_pgd' type_id=7 linkage=static
      """;

  private static final String PAHOLE =
      """
      struct kvm_mmu {
      \tint                        (*page_fault)(struct kvm_vcpu *, u64); /*     0     8 */
      \tstruct kvm_mmu_root_info   root;                 /*     8    16 */
      \t/* --- cacheline 1 boundary (64 bytes) was 8 bytes ago --- */
      \tunion kvm_cpu_role         cpu_role;             /*    24     8 */
      \tstruct {
      \t\tu32                inside;                       /*    32     4 */
      \t} named;                                         /*    32     4 */
      \tunsigned int               flag:1;               /*    36: 0  4 */
      \tstruct kvm_mmu_root_info   prev_roots[3];        /*    40    48 */
      \tu64 *                      pae_root;             /*    88     8 */

      \t/* size: 96, cachelines: 2, members: 7 */
      };
      struct kvm_mmu_root_info {
      \tgpa_t                      pgd;                  /*     0     8 */
      \thpa_t                      hpa;                  /*     8     8 */

      \t/* size: 16, cachelines: 1, members: 2 */
      };
      """;

  @TempDir private Path folder;

  @Test
  void textOfBpftoolIsRead() throws IOException, TraceInputException {
    TypeLookup types = open(BPFTOOL);
    assertEquals(Optional.of(new Extent(64, 8)), types.member("kvm_mmu", "prev_roots[2].hpa"));
    assertEquals(Optional.of(new Extent(8, 8)), types.member("kvm_mmu", "as_u64"));
    assertEquals(Optional.of(List.of("vcpu", "new_pgd")), types.parameters("kvm_mmu_new_pgd"));
  }

  @Test
  void textOfPaholeIsRead() throws IOException, TraceInputException {
    TypeLookup types = open(PAHOLE);
    assertEquals(Optional.of(new Extent(16, 8)), types.member("kvm_mmu", "root.hpa"));
    assertEquals(Optional.of(new Extent(72, 8)), types.member("kvm_mmu", "prev_roots[2].pgd"));
    assertEquals(Optional.of(new Extent(24, 8)), types.member("kvm_mmu", "cpu_role"));
    assertEquals(Optional.of(new Extent(88, 8)), types.member("kvm_mmu", "pae_root"));
    assertEquals(Optional.empty(), types.member("kvm_mmu", "inside"));
    assertEquals(Optional.empty(), types.member("kvm_mmu", "flag"));
  }

  @Test
  void sectionOfAModuleIsRead() throws IOException, TraceInputException {
    BtfBlob blob = BtfBlob.kernel();
    blob.struct("kvm_mmu", 8, new Part("root_role", blob.number("int", 4), 4));
    Path file = Files.write(folder.resolve("kvm.ko"), elf(blob.bytes()));
    TypeLookup types = new TypeLookup(TypeFile.open(file, Optional.empty()));
    assertEquals(Optional.of(new Extent(4, 4)), types.member("kvm_mmu", "root_role"));
  }

  @Test
  void damagedModuleIsRefusedOrRead() throws IOException {
    byte[] whole = elf(BtfBlob.kernel().bytes());
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] changed = Arrays.copyOf(whole, random.nextInt(whole.length) + 1);
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      Path file = Files.write(folder.resolve("damaged.ko"), changed);
      try {
        TypeFile.open(file, Optional.empty());
      } catch (TraceInputException e) {
        assertTrue(e.problem().toString().contains("damaged.ko"), e.toString());
      }
    }
  }

  @Test
  void otherContentIsRefusedWithWhatWasExpected() throws IOException {
    Path file = Files.writeString(folder.resolve("notes"), "nothing of the kind");
    TraceInputException refused =
        assertThrows(TraceInputException.class, () -> TypeFile.open(file, Optional.empty()));
    assertTrue(
        refused.problem().toString().contains("begins with \"nothing of the k\""),
        refused::toString);
  }

  @Test
  void missingFileIsRefused() {
    Path file = folder.resolve("absent");
    assertThrows(TraceInputException.class, () -> TypeFile.open(file, Optional.empty()));
  }

  private TypeLookup open(String text) throws IOException, TraceInputException {
    return new TypeLookup(
        TypeFile.open(Files.writeString(folder.resolve("types"), text), Optional.empty()));
  }

  /** A file with three sections: none, their names, and .BTF. */
  private static byte[] elf(byte[] btf) {
    byte[] names = "\0.shstrtab\0.BTF\0".getBytes(StandardCharsets.US_ASCII);
    int table = 64 + names.length + btf.length;
    ByteBuffer out = ByteBuffer.allocate(table + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    out.putLong(40, table).putShort(58, (short) 64).putShort(60, (short) 3).putShort(62, (short) 1);
    out.position(64).put(names).put(btf);
    section(out, table + 64, 1, 64, names.length);
    section(out, table + 128, 11, 64 + names.length, btf.length);
    return out.array();
  }

  private static void section(ByteBuffer out, int at, int name, long offset, long size) {
    out.putInt(at, name).putLong(at + 24, offset).putLong(at + 32, size);
  }
}
