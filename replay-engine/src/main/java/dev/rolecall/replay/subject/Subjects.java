// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What users call subjects: a revision's id is the model; {@code java:CLASS} a class; {@code
 * exec:PROGRAM ARGUMENT…} a program, without {@code exec:} if its path begins with {@code ./},
 * {@code ../} or {@code /}. The words of a program are told apart as {@link CommandWords} does.
 */
public final class Subjects {
  private static final String CLASS = "java:";
  private static final String PROGRAM = "exec:";

  private Subjects() {}

  /**
   * The subjects that a text names.
   *
   * @throws SubjectException if it names none, or the class is not to be had
   */
  public static SubjectFactory of(String text, SubjectSettings settings) throws SubjectException {
    Optional<MmuRevision> revision = MmuHistory.find(text);
    if (revision.isPresent()) {
      return SubjectFactory.of(revision.get());
    }
    if (text.startsWith(CLASS)) {
      String className = text.substring(CLASS.length());
      return SubjectClasses.factory(text, className, settings.classPath());
    }
    if (isProgram(text)) {
      return new ProgramPool(text, command(text), settings);
    }
    String known =
        MmuHistory.revisions().stream().map(MmuRevision::id).collect(Collectors.joining(", "));
    throw new SubjectException(
        "expected java:CLASS, exec:PROGRAM, a program's path such as ./my-mmu, or one of "
            + known
            + "; got "
            + text);
  }

  /**
   * The words of the program that a text names.
   *
   * @throws SubjectException if it names none
   */
  public static List<String> command(String text) throws SubjectException {
    if (!isProgram(text)) {
      throw new SubjectException(
          "expected exec:PROGRAM or a program's path such as ./my-mmu, got " + text);
    }
    return CommandWords.of(text.startsWith(PROGRAM) ? text.substring(PROGRAM.length()) : text);
  }

  private static boolean isProgram(String text) {
    return text.startsWith(PROGRAM)
        || text.startsWith("./")
        || text.startsWith("../")
        || text.startsWith("/");
  }
}
