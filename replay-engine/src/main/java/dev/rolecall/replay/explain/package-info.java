// SPDX-License-Identifier: Apache-2.0

/** Says in words what kernel points, role words and events mean. */
package dev.rolecall.replay.explain;
