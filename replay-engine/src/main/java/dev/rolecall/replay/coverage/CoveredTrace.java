// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import java.util.BitSet;

/**
 * What one trace exercises.
 *
 * @param file the trace as the user named it
 * @param events how many events were read
 * @param points those that it exercised, without constants
 */
record CoveredTrace(String file, long events, BitSet points) {}
