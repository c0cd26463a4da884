// SPDX-License-Identifier: Apache-2.0

/** Writes a trace in another format. */
package dev.rolecall.replay.convert;
