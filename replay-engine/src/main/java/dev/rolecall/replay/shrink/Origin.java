// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Divergence;

/**
 * Where a shrunk trace comes from.
 *
 * @param file the trace that was shrunk
 * @param events how many events it has
 * @param divergence what was looked for in it
 * @param replayed the revision of the model that it diverges from
 */
public record Origin(String file, long events, Divergence divergence, MmuRevision replayed) {}
