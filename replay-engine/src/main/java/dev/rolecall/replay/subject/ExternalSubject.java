// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.util.List;

/** What a user calls a subject that is not the model. */
public final class ExternalSubject {
  private static final String CLASS = "java:";
  private static final String PROGRAM = "exec:";

  private ExternalSubject() {}

  /** Whether a text names a class or a program, and no revision. */
  public static boolean isMeantBy(String text) {
    return text.startsWith(CLASS) || text.startsWith(PROGRAM) || isPath(text);
  }

  private static boolean isPath(String text) {
    return text.startsWith("./") || text.startsWith("../") || text.startsWith("/");
  }

  /**
   * The subjects that a text names: {@code java:CLASS}, {@code exec:PROGRAM ARGUMENT…}, or the
   * latter without {@code exec:} if the program is a path that begins with {@code ./}, {@code ../}
   * or {@code /}. Words are told apart as {@link CommandWords} does.
   *
   * @throws SubjectException if it names none, or the class is not to be had
   */
  public static SubjectFactory parse(String text, SubjectSettings settings)
      throws SubjectException {
    if (text.startsWith(CLASS)) {
      String className = text.substring(CLASS.length());
      return SubjectClasses.factory(text, className, settings.classPath());
    }
    if (!isMeantBy(text)) {
      throw new SubjectException(
          "expected java:CLASS, exec:PROGRAM or a program's path such as ./my-mmu, got " + text);
    }
    return new Program(text, command(text), settings);
  }

  /**
   * The words of the program that a text names.
   *
   * @throws SubjectException if it names none
   */
  public static List<String> command(String text) throws SubjectException {
    if (text.startsWith(CLASS) || !isMeantBy(text)) {
      throw new SubjectException(
          "expected exec:PROGRAM or a program's path such as ./my-mmu, got " + text);
    }
    return CommandWords.of(text.startsWith(PROGRAM) ? text.substring(PROGRAM.length()) : text);
  }

  /** A program. */
  private record Program(String name, List<String> command, SubjectSettings settings)
      implements SubjectFactory {
    @Override
    public Subject open() {
      return new ProgramSubject(name, command, settings);
    }
  }
}
