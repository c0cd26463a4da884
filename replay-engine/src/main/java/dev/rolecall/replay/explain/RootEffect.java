// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.root.MmuRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says how an event's switches of root were served, and what KVM asked of itself. */
final class RootEffect {
  private RootEffect() {}

  /** Lines of an explanation; none if nothing was switched and nothing asked. */
  static List<String> lines(VcpuMmu after) {
    List<String> lines = new ArrayList<>();
    for (MmuId id : MmuId.values()) {
      String served = served(after.context(id));
      if (!served.isEmpty()) {
        lines.add("  " + id.kernelName() + " " + served);
      }
    }
    String requests =
        Arrays.stream(MmuRequest.values())
            .filter(after.requests()::has)
            .map(request -> request.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    if (!requests.isEmpty()) {
      lines.add("  KVM asks of itself: " + requests);
    }
    return lines;
  }

  private static String served(MmuContext context) {
    return switch (context.roots().outcome()) {
      case NONE -> "";
      case CURRENT -> "stays on its current root";
      case CACHED -> "goes back to a previous root";
      case NEW -> "finds no root to reuse: one will be built";
    };
  }
}
