// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/**
 * One CPU's ring of one buffer.
 *
 * @param buffer the index in {@link TraceDatFile#buffers()}
 * @param cpu the CPU's number
 */
public record RingSource(int buffer, int cpu) {}
