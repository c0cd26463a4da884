// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/**
 * The numbers of a vCPU in the emitted trace.
 *
 * @param vm the VM, in the order in which VMs appear
 * @param vcpu the vCPU within it, as KVM numbers it
 */
record VcpuNumber(int vm, int vcpu) {}
