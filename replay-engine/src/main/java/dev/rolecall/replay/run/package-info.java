// SPDX-License-Identifier: Apache-2.0

/** Feeds the events of a trace to the MMUs of its vCPUs. */
package dev.rolecall.replay.run;
