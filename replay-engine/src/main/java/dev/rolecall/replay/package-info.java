// SPDX-License-Identifier: Apache-2.0
/**
 * Replays recorded KVM MMU activity into the model: readers of trace formats, the run that feeds
 * events to each vCPU's MMU, the checkers that compare outcomes, and the reports over them.
 */
package dev.rolecall.replay;
