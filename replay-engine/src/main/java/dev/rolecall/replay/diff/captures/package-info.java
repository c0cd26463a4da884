// SPDX-License-Identifier: Apache-2.0

/** Two recordings of one workload, aligned by what the guest did, and what differs between them. */
package dev.rolecall.replay.diff.captures;
