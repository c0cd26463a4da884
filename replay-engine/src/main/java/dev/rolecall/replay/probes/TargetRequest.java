// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.disasm.Disassembly;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.probes.ProbePoint.Moment;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.Vendor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What somebody says of the kernel that is to record; what is not said is asked of this machine, if
 * it runs that kernel.
 *
 * @param release what uname -r prints there
 * @param vendor whose CPU
 * @param types a file with the kernel's types
 * @param base the file that those types continue
 * @param module its module kvm, or what objdump prints of it
 */
public record TargetRequest(
    Optional<String> release,
    Optional<Vendor> vendor,
    Optional<Path> types,
    Optional<Path> base,
    Optional<Path> module) {

  /** A request for a kernel of that release. */
  public static TargetRequest of(String release, Optional<Vendor> vendor) {
    return new TargetRequest(
        Optional.of(release), vendor, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The kernel that is meant.
   *
   * @throws UnknownKernelException if its release or, where probes could be made, its vendor is not
   *     known
   * @throws TraceInputException if a file of types is none
   */
  public KernelTarget resolve(ThisMachine machine)
      throws IOException, TraceInputException, UnknownKernelException {
    if (types.isPresent() && release.isEmpty()) {
      throw new UnknownKernelException(
          "a file of types does not say of which release it is: name that with --release");
    }
    if (base.isPresent() && types.isEmpty()) {
      throw new UnknownKernelException("--btf-base: expected --btf with it");
    }
    Optional<String> here = machine.release();
    String name =
        release
            .or(() -> here)
            .orElseThrow(
                () -> new UnknownKernelException("this machine's kernel is not known: --release"));
    KernelRelease parsed =
        KernelRelease.parse(name)
            .orElseThrow(
                () ->
                    new UnknownKernelException(
                        "kernel release: expected one such as 6.1.0-55-amd64, got " + name));
    boolean meansThis = here.isPresent() && here.get().equals(name);
    Optional<Vendor> whose = vendor.or(() -> meansThis ? machine.vendor() : Optional.empty());
    Optional<KvmTypes> known =
        types.isPresent()
            ? Optional.of(KvmTypes.read(types.get(), base))
            : meansThis ? machine.types() : Optional.empty();
    if (known.isPresent() && whose.isEmpty()) {
      throw new UnknownKernelException(
          "whose CPU it is decides which functions are probed: --vendor amd or --vendor intel");
    }
    Optional<Disassembly> code =
        module.isPresent()
            ? Optional.of(Disassembly.open(module.get(), ProbePoints.functions(Moment.RETURN)))
            : Optional.empty();
    return new KernelTarget(name, parsed, whose, known, code);
  }
}
