// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import com.google.common.collect.ImmutableList;
import dev.rolecall.replay.trace.ExpectKey;

/** The registers and modes of a vCPU that traces tell; what more depends on comes first. */
final class States {
  static final ImmutableList<ExpectKey> KEYS =
      ImmutableList.of(
          ExpectKey.CR0,
          ExpectKey.CR4,
          ExpectKey.EFER,
          ExpectKey.SMM,
          ExpectKey.GUEST_MODE,
          ExpectKey.CR3);

  private States() {}
}
