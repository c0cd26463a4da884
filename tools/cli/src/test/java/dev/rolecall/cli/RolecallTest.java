// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class RolecallTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionIsTheOneOfTheBuild() {
    assertEquals(0, execute("--version"));
    assertTrue(out.toString().matches("rolecall \\d+\\.\\d+\\.\\d+\\S*\\R"), out.toString());
  }

  @Test
  void helpGoesToStandardOutput() {
    assertEquals(0, execute("--help"));
    assertTrue(out.toString().contains("Usage: rolecall"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void missingVerbIsAUsageError() {
    assertEquals(2, execute());
    assertTrue(err.toString().startsWith("Missing verb"), err.toString());
  }

  @Test
  void unknownOptionIsAUsageError() {
    assertEquals(2, execute("--no-such-option"));
  }

  @Test
  void errorOfTheMachineIsNoDivergence() {
    CommandLine commandLine = Rolecall.commandLine("help");
    commandLine.setErr(new PrintWriter(err, true));
    commandLine.addSubcommand("exhaust", new Exhausting());
    assertEquals(70, Rolecall.execute(commandLine, "exhaust"));
    assertTrue(err.toString().startsWith("rolecall: internal error: java.lang.OutOfMemoryError"));
  }

  @Command
  private static final class Exhausting implements Runnable {
    @Override
    public void run() {
      throw new OutOfMemoryError("Java heap space");
    }
  }

  private int execute(String... args) {
    CommandLine commandLine = Rolecall.commandLine(args);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
