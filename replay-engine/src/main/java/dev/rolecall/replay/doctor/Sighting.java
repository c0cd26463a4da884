// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

/**
 * Where something is first seen.
 *
 * @param position the number of the event in the capture, from 1
 * @param event the event's name
 */
public record Sighting(long position, String event) {}
