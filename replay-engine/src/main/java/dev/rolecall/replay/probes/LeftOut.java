// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

/**
 * A probe that the kernel cannot have.
 *
 * @param event the name of its event
 * @param why why not
 * @param shows what would be seen through it
 */
public record LeftOut(String event, String why, String shows) {}
