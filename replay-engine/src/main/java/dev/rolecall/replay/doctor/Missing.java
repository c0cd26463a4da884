// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

/**
 * An event that a capture lacks.
 *
 * @param event its group and name
 * @param why why that can be
 * @param costs what cannot be told or checked without it
 */
public record Missing(String event, String why, String costs) {}
