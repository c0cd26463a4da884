// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.disasm;

/**
 * A place at which a function is about to return.
 *
 * @param offset bytes from the function's start
 * @param register what holds the function's first argument there, such as {@code %bx}
 */
public record ReturnSite(long offset, String register) {}
