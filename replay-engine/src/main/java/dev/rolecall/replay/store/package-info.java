// SPDX-License-Identifier: Apache-2.0

/** Whole traces in memory, for those who ask about one again and again. */
package dev.rolecall.replay.store;
