// SPDX-License-Identifier: Apache-2.0

/** Fills in the outcomes that a trace is expected to have. */
package dev.rolecall.replay.record;
