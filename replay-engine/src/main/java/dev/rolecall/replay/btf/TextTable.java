// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import dev.rolecall.replay.btf.CType.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Types that a text tells of. */
final class TextTable implements TypeTable {
  private final Map<Integer, CType> types = new HashMap<>();
  private final Map<Kind, Map<String, Integer>> named = new HashMap<>();

  void add(int number, CType type) {
    types.put(number, type);
    if (!type.name().isEmpty()) {
      named.computeIfAbsent(type.kind(), kind -> new HashMap<>()).putIfAbsent(type.name(), number);
    }
  }

  boolean isEmpty() {
    return types.isEmpty();
  }

  @Override
  public CType type(int number) {
    return types.getOrDefault(number, CType.NONE);
  }

  @Override
  public OptionalInt find(Kind kind, String name) {
    Integer number = named.getOrDefault(kind, Map.of()).get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
