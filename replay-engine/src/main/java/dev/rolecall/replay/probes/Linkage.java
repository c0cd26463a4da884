// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

/** How KVM's common code is part of a kernel. */
public enum Linkage {
  MODULE,
  BUILT_IN
}
