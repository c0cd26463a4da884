// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Numbers by which anchors of two captures are told to be the same. */
final class AnchorHash {
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private static final long WRITES =
      Arg.CR0.bit() | Arg.CR3.bit() | Arg.CR4.bit() | Arg.EFER.bit() | Arg.PKRU.bit();
  private static final long ENTRY = Arg.MODE.bit() | Arg.NCR3.bit() | Arg.EPTP.bit() | WRITES;

  private AnchorHash() {}

  /** Of all that the guest chose. */
  static long exact(AnchorKind kind, TraceEvent event) {
    return switch (kind) {
      case CR0, CR3, CR4, EFER, PKRU, SREGS -> of(kind, event, WRITES);
      case NESTED_ENTRY -> of(kind, event, ENTRY);
      case SMM -> of(kind, event, Arg.ENTER.bit());
      case MARKER -> mixed(text(Marker.of(event).orElseThrow()), kind);
      case CPUID -> of(kind, event, EventType.CPUID.allowedMask());
      case VCPU, NESTED_EXIT -> of(kind, event, 0);
    };
  }

  /** As {@link #exact}, without what only some probes record. */
  static long loose(AnchorKind kind, TraceEvent event) {
    return switch (kind) {
      case NESTED_ENTRY -> of(kind, event, Arg.MODE.bit());
      case CPUID -> of(kind, event, 0);
      default -> exact(kind, event);
    };
  }

  /** As a hash, of something that is done in a world: a guest's guest is not the guest. */
  static long in(World world, long hash) {
    return (hash ^ (hash >>> 31)) * MIX + (world.nested() ? 2 : 0) + (world.smm() ? 1 : 0);
  }

  private static long of(AnchorKind kind, TraceEvent event, long keys) {
    KeyValues<Arg> args = event.args();
    long hash = 0;
    for (long left = args.present() & keys; left != 0; left &= left - 1) {
      Arg arg = Arg.ALL.get(Long.numberOfTrailingZeros(left));
      hash = (hash ^ (hash >>> 29)) * MIX + args.number(arg) * 31 + arg.index();
    }
    return mixed(hash, kind);
  }

  @SuppressWarnings("EnumOrdinal") // any number will do that tells kinds apart
  private static long mixed(long hash, AnchorKind kind) {
    long mixed = (hash + kind.ordinal() + 1) * MIX;
    return mixed ^ (mixed >>> 32);
  }

  private static long text(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return (sum.getValue() << 16) ^ text.length();
  }
}
