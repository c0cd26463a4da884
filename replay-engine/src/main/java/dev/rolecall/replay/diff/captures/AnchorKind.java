// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.Word;
import java.util.Optional;

/** What a guest, or the user space that runs it, does in the same order wherever it runs. */
public enum AnchorKind implements Word {
  VCPU("vcpu"),
  CPUID("cpuid"),
  SREGS("sregs"),
  CR0("write of cr0"),
  CR3("write of cr3"),
  CR4("write of cr4"),
  EFER("write of efer"),
  PKRU("write of pkru"),
  SMM("smm"),
  NESTED_ENTRY("nested_entry"),
  NESTED_EXIT("nested_exit"),
  MARKER("marker");

  private final String word;

  AnchorKind(String word) {
    this.word = word;
  }

  @Override
  public String wireName() {
    return word;
  }

  /** The kind of an event; empty if it may come at any time, or is the kernel's. */
  static Optional<AnchorKind> of(TraceEvent event) {
    return switch (event.type()) {
      case VCPU -> Optional.of(VCPU);
      case CPUID -> Optional.of(CPUID);
      case SREGS -> Optional.of(SREGS);
      case SMM -> Optional.of(SMM);
      case NESTED_ENTRY -> Optional.of(NESTED_ENTRY);
      case NESTED_EXIT -> Optional.of(NESTED_EXIT);
      case WRITE -> written(event);
      case UNKNOWN -> Marker.of(event).map(marker -> MARKER);
      default -> Optional.empty();
    };
  }

  private static Optional<AnchorKind> written(TraceEvent event) {
    return EventType.WRITE.args().filter(event.args()::has).findFirst().map(AnchorKind::register);
  }

  private static AnchorKind register(Arg arg) {
    return switch (arg) {
      case CR0 -> CR0;
      case CR3 -> CR3;
      case CR4 -> CR4;
      case EFER -> EFER;
      case PKRU -> PKRU;
      default -> throw new IllegalArgumentException("no register: " + arg);
    };
  }
}
