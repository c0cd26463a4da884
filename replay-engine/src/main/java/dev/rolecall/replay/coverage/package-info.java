// SPDX-License-Identifier: Apache-2.0

/**
 * What traces exercise of the model: the points that there are at a kernel point, those that a
 * trace comes to, and which traces come to no others.
 */
package dev.rolecall.replay.coverage;
