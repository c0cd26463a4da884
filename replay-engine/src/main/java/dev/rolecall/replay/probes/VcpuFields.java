// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.btf.TypeLookup;
import dev.rolecall.replay.btf.TypeLookup.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields that every probe records of a {@code struct kvm_vcpu}, at the offsets of one kernel.
 *
 * <p>The MMU's members changed: v5.10 has mmu_role, root_level and shadow_root_level, root_hpa and
 * root_pgd; v5.18 has root.hpa and root.pgd; v5.19 has cpu_role and root_role
 * (arch/x86/include/asm/ kvm_host.h of each). The types tell which of them a kernel has.
 */
final class VcpuFields {
  private static final String STRUCT = "kvm_vcpu";
  private static final int PREVIOUS_ROOTS = 3;

  private final TypeLookup types;
  private final List<Field> registers = new ArrayList<>();
  private final Field width;
  private final List<Mmu> mmus = new ArrayList<>();

  private VcpuFields(TypeLookup types) throws UnknownKernelException {
    this.types = types;
    registers.add(field("cr0", "x64", "arch.cr0"));
    registers.add(field("cr3", "x64", "arch.cr3"));
    registers.add(field("cr4", "x64", "arch.cr4"));
    registers.add(field("efer", "x64", "arch.efer"));
    registers.add(field("hflags", "x32", "arch.hflags"));
    registers.add(field("mmu", "x64", "arch.mmu"));
    registers.add(field("walk", "x64", "arch.walk_mmu"));
    width = field("mpa", "u32", "arch.maxphyaddr");
    mmus.add(mmu("r", "arch.root_mmu."));
    mmus.add(mmu("g", "arch.guest_mmu."));
    mmus.add(mmu("n", "arch.nested_mmu."));
  }

  /** The fields in a kernel of these types. */
  static VcpuFields of(TypeLookup types) throws UnknownKernelException {
    return new VcpuFields(types);
  }

  /**
   * The definition of the fields.
   *
   * @param base what holds the vCPU's address: a register such as {@code %di}, or {@code $arg1}
   */
  String text(String base, FieldSet set) {
    List<Field> fields = new ArrayList<>(registers);
    if (set.hasWidth()) {
      fields.add(width);
    }
    for (Mmu mmu : mmus) {
      fields.addAll(mmu.roles);
      fields.addAll(mmu.root);
      if (set.hasPreviousRoots()) {
        fields.addAll(mmu.previous);
      }
    }
    StringBuilder text = new StringBuilder("vcpu=").append(base).append(":x64");
    for (Field each : fields) {
      text.append(' ').append(each.name).append("=+").append(each.offset);
      text.append('(').append(base).append("):").append(each.type);
    }
    return text.toString();
  }

  private Mmu mmu(String letter, String path) throws UnknownKernelException {
    List<Field> roles = new ArrayList<>();
    boolean split = types.member(STRUCT, path + "cpu_role").isPresent();
    roles.add(field(letter + "cpu", "x64", path + "cpu_role", path + "mmu_role"));
    if (split) {
      roles.add(field(letter + "role", "x32", path + "root_role", path + "mmu_role.base"));
    } else {
      roles.add(field(letter + "rl", "u8", path + "root_level"));
      roles.add(field(letter + "sl", "u8", path + "shadow_root_level"));
    }
    return letter.equals("n") // it only walks: it has no roots
        ? new Mmu(roles, List.of(), List.of())
        : new Mmu(roles, root(letter, path), previous(letter, path));
  }

  private List<Field> root(String letter, String path) throws UnknownKernelException {
    return List.of(
        field(letter + "hpa", "x64", path + "root.hpa", path + "root_hpa"),
        field(letter + "pgd", "x64", path + "root.pgd", path + "root_pgd"));
  }

  private List<Field> previous(String letter, String path) throws UnknownKernelException {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < PREVIOUS_ROOTS; i++) {
      String root = path + "prev_roots[" + i + "].";
      fields.add(field(letter + "p" + i + "p", "x64", root + "pgd", root + "cr3"));
      fields.add(field(letter + "p" + i + "h", "x64", root + "hpa"));
    }
    return fields;
  }

  /** The field at the first of the paths that the kernel has. */
  private Field field(String name, String type, String... paths) throws UnknownKernelException {
    int bytes = Integer.parseInt(type.substring(1)) / Byte.SIZE;
    for (String path : paths) {
      Optional<Extent> found = types.member(STRUCT, path);
      if (found.isPresent()) {
        if (found.get().size() != bytes) {
          throw new UnknownKernelException(
              "struct kvm_vcpu: expected %s to have %d bytes, found %d"
                  .formatted(path, bytes, found.get().size()));
        }
        return new Field(name, type, found.get().offset());
      }
    }
    throw new UnknownKernelException(
        "struct kvm_vcpu: expected a member " + String.join(" or ", paths) + ", found none");
  }

  private record Field(String name, String type, long offset) {}

  private record Mmu(List<Field> roles, List<Field> root, List<Field> previous) {}
}
