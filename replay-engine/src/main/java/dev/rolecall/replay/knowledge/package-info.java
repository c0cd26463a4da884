// SPDX-License-Identifier: Apache-2.0

/**
 * What is known of a vCPU whose state the trace does not give: the set of states that are still
 * possible, what narrows and what widens it, and which observations contradict each other.
 */
package dev.rolecall.replay.knowledge;
