// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import java.util.OptionalInt;

/** Types by number and by name. */
public interface TypeTable {

  /** The type of that number; one without any content where the table has none. */
  CType type(int number);

  /** The number of the first type of that kind and name. */
  OptionalInt find(CType.Kind kind, String name);
}
