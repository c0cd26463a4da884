// SPDX-License-Identifier: Apache-2.0

/** Makes traces that nobody recorded, and looks for one on which two subjects differ. */
package dev.rolecall.replay.fuzz;
