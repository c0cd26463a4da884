// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.disasm.Disassembly;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.trace.Vendor;
import java.util.Optional;

/**
 * The kernel that is to record.
 *
 * @param name its release as uname -r prints it
 * @param release what of it decides
 * @param vendor whose CPU it runs on, if that is known
 * @param types its types, if they are known
 * @param code its module kvm disassembled, if that is at hand
 */
public record KernelTarget(
    String name,
    KernelRelease release,
    Optional<Vendor> vendor,
    Optional<KvmTypes> types,
    Optional<Disassembly> code) {}
