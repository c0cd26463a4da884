// SPDX-License-Identifier: Apache-2.0

/**
 * The smallest trace that still shows something: fewer VMs and vCPUs, fewer events, simpler
 * arguments, until nothing can go. What is looked for is a {@link
 * dev.rolecall.replay.shrink.Symptom}; the passes know nothing of it.
 */
package dev.rolecall.replay.shrink;
