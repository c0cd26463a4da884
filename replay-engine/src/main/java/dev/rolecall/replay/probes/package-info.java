// SPDX-License-Identifier: Apache-2.0
/**
 * How to record KVM's roles: the kprobes of the group {@code kvmrole} for a kernel whose types are
 * known, and the command that records them with KVM's own tracepoints.
 */
package dev.rolecall.replay.probes;
