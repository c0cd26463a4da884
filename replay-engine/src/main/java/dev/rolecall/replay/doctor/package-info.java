// SPDX-License-Identifier: Apache-2.0
/**
 * Examines captures: what one can and cannot show, what it lacks and why that may be, what that costs,
 * and how to record a better one. It looks at kernel events as they are, and checks nothing.
 */
package dev.rolecall.replay.doctor;
