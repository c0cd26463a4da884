// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.ProblemSink;

/** What the rings of one file share while they are read. */
record RingReading(
    FileBytes file, Decompressor decompressor, BlockBudget budget, ProblemSink problems) {}
