// SPDX-License-Identifier: Apache-2.0

/** What a replay found, and the printers over it. */
package dev.rolecall.replay.report;
