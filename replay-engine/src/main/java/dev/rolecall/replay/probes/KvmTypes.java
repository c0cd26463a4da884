// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.btf.TypeFile;
import dev.rolecall.replay.btf.TypeLookup;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A kernel's types, as far as KVM's probes need them.
 *
 * @param source where they come from, in words
 * @param kvm the types of KVM's common code
 * @param vendor those of the vendor's module, if they are at hand
 * @param linkage whether KVM's common code is a module
 */
public record KvmTypes(
    String source, TypeLookup kvm, Optional<TypeLookup> vendor, Linkage linkage) {
  private static final String A_FUNCTION_OF_KVM = "kvm_init_mmu";

  /** Reads the types of the module kvm, or of a kernel that has it built in, from a file. */
  public static KvmTypes read(Path file, Optional<Path> base)
      throws IOException, TraceInputException {
    TypeLookup types = new TypeLookup(TypeFile.open(file, base));
    boolean kernel = base.isEmpty() && types.parameters(A_FUNCTION_OF_KVM).isPresent();
    boolean builtIn = kernel && types.parameters("schedule").isPresent();
    String source = file + base.map(each -> " on " + each).orElse("");
    return new KvmTypes(
        source, types, Optional.empty(), builtIn ? Linkage.BUILT_IN : Linkage.MODULE);
  }

  /** The same with the types of the vendor's module. */
  KvmTypes withVendor(TypeLookup types) {
    return new KvmTypes(source, kvm, Optional.of(types), linkage);
  }

  /** Whether the types list the functions of a module. */
  boolean listsFunctions(KvmModule module) {
    return module == KvmModule.KVM
        ? kvm.parameters(A_FUNCTION_OF_KVM).isPresent()
        : vendor.isPresent();
  }

  /** The parameters of a function, if the types have it. */
  Optional<List<String>> parameters(Site site) {
    return site.module() == KvmModule.KVM
        ? kvm.parameters(site.function())
        : vendor.flatMap(types -> types.parameters(site.function()));
  }
}
