// SPDX-License-Identifier: Apache-2.0

/** Compares what a trace expects with what the model did, one small checker per observable. */
package dev.rolecall.replay.check;
