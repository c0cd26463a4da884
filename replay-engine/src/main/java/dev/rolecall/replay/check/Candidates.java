// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.role.PageContext;
import dev.rolecall.replay.knowledge.World;
import dev.rolecall.replay.knowledge.WorldBit;
import dev.rolecall.replay.knowledge.Worlds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The worlds of a {@link View}, in classes that an observation cannot tell apart, with a vCPU that
 * stands for each class.
 */
final class Candidates {
  private final int[] classes = new int[World.COUNT];
  private final List<VcpuMmu> models = new ArrayList<>();

  private Candidates() {}

  /** Worlds whose contexts ask for the same shadow pages are one class. */
  static Candidates ofPages(View view, Host host) {
    return of(view, host, (model, world) -> pageKey(model));
  }

  /** Worlds whose contexts walk alike are one class. */
  static Candidates ofWalks(View view, Host host) {
    return of(view, host, (model, world) -> walkKey(view, model, world));
  }

  /** Worlds whose contexts walk alike, and ask for the same shadow pages, are one class. */
  static Candidates ofWalksToPages(View view, Host host) {
    return of(view, host, (model, world) -> List.of(pageKey(model), walkKey(view, model, world)));
  }

  /** Tells classes apart. */
  private interface ClassKey {
    Object of(VcpuMmu model, int world);
  }

  private static Candidates of(View view, Host host, ClassKey key) {
    Candidates candidates = new Candidates();
    Map<Object, Integer> known = new HashMap<>();
    Worlds all = Worlds.all();
    for (int world = all.next(0); world >= 0; world = all.next(world + 1)) {
      VcpuMmu model = view.model(host, world);
      candidates.classes[world] =
          known.computeIfAbsent(key.of(model, world), k -> candidates.add(model));
    }
    return candidates;
  }

  private int add(VcpuMmu model) {
    models.add(model);
    return models.size() - 1;
  }

  private static PageContext pageKey(VcpuMmu model) {
    return model.context(model.mmu()).pageContext();
  }

  /** Every bit but SMM may decide about a walk, and none where there is no paging. */
  private static Object walkKey(View view, VcpuMmu model, int world) {
    GuestPaging paging = model.paging(view.walked().model()).orElse(GuestPaging.NONE);
    return paging == GuestPaging.NONE ? -1 : world & ~WorldBit.SMM.mask();
  }

  /** How many classes there are. */
  int count() {
    return models.size();
  }

  /** The class of a world. */
  int of(int world) {
    return classes[world];
  }

  /** The vCPU that stands for a class. */
  VcpuMmu model(int number) {
    return models.get(number);
  }
}
