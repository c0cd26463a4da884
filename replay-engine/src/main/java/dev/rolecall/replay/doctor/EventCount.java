// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

/**
 * How often an event was recorded.
 *
 * @param group its group, such as {@code kvm}
 * @param name its name within the group
 * @param count how many records; 0 if the kernel has it and none was recorded
 */
public record EventCount(String group, String name, long count) {}
