// SPDX-License-Identifier: Apache-2.0
/** Where a recorded trace comes from, whatever its format. */
package dev.rolecall.replay.trace;
