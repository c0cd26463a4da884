// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.Set;

/**
 * What a trace records at all, and so what it means that something does not come.
 *
 * @param coverage its probes
 * @param evidence the kinds of tracepoints that it has
 */
record Recorded(Coverage coverage, Set<Evidence> evidence) {}
