// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.Optional;

/** Takes the events of the probes: each holds a vCPU's whole state. */
final class ProbeEvents {
  private final CaptureInterpreter interpreter;

  ProbeEvents(CaptureInterpreter interpreter) {
    this.interpreter = interpreter;
  }

  Optional<KernelEventHandler> bind(KernelEventFormat format) {
    Optional<ProbeKind> kind = ProbeKind.find(format.name());
    Optional<ProbeLayout> layout = ProbeLayout.of(format, interpreter.machine().release());
    if (kind.isEmpty() || layout.isEmpty()) {
      return Optional.empty();
    }
    ProbeKind boundKind = kind.get();
    ProbeLayout boundLayout = layout.get();
    return Optional.of(event -> record(boundKind, boundLayout, event));
  }

  private void record(ProbeKind kind, ProbeLayout layout, KernelEvent event) {
    VcpuRecord record = layout.read(event);
    Vcpu vcpu = interpreter.vcpu(record.vcpu);
    // A closing process frees the roots of its vCPUs, and does not run them.
    if (kind != ProbeKind.UNLOAD) {
      interpreter.threads().bind(event.pid(), vcpu);
    }
    if (record.isBlank()) {
      interpreter.created(vcpu);
    } else {
      interpreter.seen(vcpu);
    }
    vcpu.record(kind, record);
  }
}
