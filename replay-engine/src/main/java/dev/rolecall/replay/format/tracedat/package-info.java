// SPDX-License-Identifier: Apache-2.0
/** Reads the {@code trace.dat} container that trace-cmd writes, versions 6 and 7. */
package dev.rolecall.replay.format.tracedat;
