// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.btf.TypeFile;
import dev.rolecall.replay.btf.TypeLookup;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.Vendor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine that this runs on, as /proc and /sys show it. */
public final class ThisMachine {
  private final Path root;

  /** A machine whose files lie below a folder: {@code /} but for tests. */
  public ThisMachine(Path root) {
    this.root = root;
  }

  /** What uname -r prints; none where it cannot be known. */
  public Optional<String> release() {
    return text("proc/sys/kernel/osrelease").map(String::strip);
  }

  /** Whose CPU it is, by /proc/cpuinfo. */
  public Optional<Vendor> vendor() {
    return text("proc/cpuinfo").flatMap(ThisMachine::vendor);
  }

  /** The kernel's types with those of KVM, if it shows them. */
  public Optional<KvmTypes> types() throws IOException, TraceInputException {
    Path kernel = root.resolve("sys/kernel/btf/vmlinux");
    Path module = root.resolve("sys/kernel/btf/kvm");
    if (!Files.isReadable(kernel)) {
      return Optional.empty();
    }
    KvmTypes types =
        Files.isReadable(module)
            ? KvmTypes.read(module, Optional.of(kernel))
            : KvmTypes.read(kernel, Optional.empty());
    if (types.linkage() == Linkage.MODULE && !Files.isReadable(module)) {
      return Optional.empty(); // the module is not loaded, or has no types
    }
    return Optional.of(withVendor(types, kernel));
  }

  private KvmTypes withVendor(KvmTypes types, Path kernel) throws IOException, TraceInputException {
    Optional<Vendor> vendor = vendor();
    if (vendor.isEmpty()) {
      return types;
    }
    Path file = root.resolve("sys/kernel/btf/" + KvmModule.of(vendor.get()).symbolName());
    return Files.isReadable(file)
        ? types.withVendor(new TypeLookup(TypeFile.open(file, Optional.of(kernel))))
        : types;
  }

  private static Optional<Vendor> vendor(String cpuinfo) {
    try (Stream<String> lines = cpuinfo.lines()) {
      return lines
          .filter(line -> line.startsWith("vendor_id"))
          .findFirst()
          .flatMap(
              line -> {
                if (line.endsWith("GenuineIntel") || line.endsWith("CentaurHauls")) {
                  return Optional.of(Vendor.INTEL);
                }
                boolean amd = line.endsWith("AuthenticAMD") || line.endsWith("HygonGenuine");
                return amd ? Optional.of(Vendor.AMD) : Optional.empty();
              });
    }
  }

  private Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(root.resolve(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty(); // not Linux, or not shown to us: the user names it then
    }
  }
}
