// SPDX-License-Identifier: Apache-2.0
/**
 * The formats of traces: which there are, how a file's format is told from its content, and what it
 * may be compressed with. Each format has its own package, which knows of no other.
 */
package dev.rolecall.replay.format;
