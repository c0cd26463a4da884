// SPDX-License-Identifier: Apache-2.0

/** Two implementations fed the same trace, and what differs between them. */
package dev.rolecall.replay.diff;
