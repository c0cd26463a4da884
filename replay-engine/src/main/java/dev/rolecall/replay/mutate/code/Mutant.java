// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

/**
 * A fault that can be planted.
 *
 * @param number its number among all, from 0
 * @param point the number of the first mutant of the same instruction
 * @param operator its kind
 * @param place where it is
 * @param words what is changed, in words
 */
public record Mutant(int number, int point, Operator operator, CodePlace place, String words) {}
