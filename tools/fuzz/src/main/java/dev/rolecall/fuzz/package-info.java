// SPDX-License-Identifier: Apache-2.0

/** Feeds whatever a fuzzer thinks of to the readers and the replay. */
package dev.rolecall.fuzz;
