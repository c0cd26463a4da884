// SPDX-License-Identifier: Apache-2.0

/**
 * Plants one-line faults in the rules of a revision and finds those that a set of traces would not
 * notice.
 */
package dev.rolecall.replay.mutate;
