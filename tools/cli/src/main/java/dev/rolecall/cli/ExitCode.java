// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

/** Exit codes that are no outcome of a replay. */
final class ExitCode {
  /** What was asked for is done. */
  static final int DONE = 0;

  /** The input or the command line is at fault. */
  static final int FAULT = 2;

  /** There was nothing to tell anything from. */
  static final int NOTHING = 125;

  /** A bug in Rolecall: EX_SOFTWARE of sysexits.h. */
  static final int INTERNAL = 70;

  private ExitCode() {}
}
