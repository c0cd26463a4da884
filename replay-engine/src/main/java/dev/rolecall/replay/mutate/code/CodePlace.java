// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

/**
 * Where something is in the source.
 *
 * @param className the class's binary name
 * @param file the name of its source file
 * @param method the method's name
 * @param descriptor its parameters and result, as bytecode has them
 * @param line the line, from 1; 0 if the class does not tell
 */
public record CodePlace(
    String className, String file, String method, String descriptor, int line) {}
