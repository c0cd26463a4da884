// SPDX-License-Identifier: Apache-2.0
/**
 * An executable model of the KVM x86 MMU, at each point of its history that the roles or their
 * rules changed. It depends on nothing and logs nothing: it returns what happened.
 */
package dev.rolecall.mmu;
