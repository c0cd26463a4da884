// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rolecall help}: the same as {@code --help} of a verb. */
@Command(name = "help", header = "Prints the help of a verb.")
final class HelpVerb implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "VERB", description = "The verb; Rolecall if absent.")
  private Optional<String> verb = Optional.empty();

  @Override
  public void run() {
    CommandLine parent = spec.commandLine().getParent();
    CommandLine about = verb.map(name -> find(parent, name)).orElse(parent);
    about.usage(spec.commandLine().getOut());
  }

  private CommandLine find(CommandLine parent, String name) {
    CommandLine found = parent.getSubcommands().get(name);
    if (found == null) {
      String near = NearestName.hint(name, parent.getSubcommands().keySet());
      throw new ParameterException(spec.commandLine(), "no verb '" + name + "'" + near);
    }
    return found;
  }
}
