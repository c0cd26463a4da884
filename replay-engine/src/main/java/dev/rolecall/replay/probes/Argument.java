// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import java.util.List;

/**
 * A parameter of the probed function that a probe records too.
 *
 * @param field the name of the field
 * @param type its type in the probe
 * @param parameter the parameter's number from 1, the vCPU being 0; or its name, and then it is
 *     left out where a kernel has no such parameter
 */
record Argument(String field, String type, String parameter) {
  /** The registers that hold the first integer arguments: System V ABI for x86-64, 3.2.3. */
  private static final List<String> REGISTERS = List.of("%di", "%si", "%dx", "%cx", "%r8", "%r9");

  /** The register that holds the first argument. */
  static String first() {
    return REGISTERS.get(0);
  }

  boolean isOptional() {
    return parameter.length() > 1;
  }

  /** Whether a function with these parameters has it in a register. */
  boolean isIn(List<String> parameters) {
    int index = index(parameters);
    return index > 0 && index < Math.min(parameters.size(), REGISTERS.size());
  }

  /** The definition of the field. */
  String text(List<String> parameters) {
    return field + "=" + REGISTERS.get(index(parameters)) + ":" + type;
  }

  private int index(List<String> parameters) {
    return parameter.length() == 1 ? parameter.charAt(0) - '0' : parameters.indexOf(parameter);
  }
}
