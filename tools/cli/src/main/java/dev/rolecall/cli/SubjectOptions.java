// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.subject.SubjectSettings;
import dev.rolecall.replay.subject.Subjects;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What holds for every external subject of a command. */
final class SubjectOptions {
  private static final double MILLIS = 1000;
  private static final double LONGEST_SECONDS = 1e6;

  @Option(
      names = "--subject-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      converter = Seconds.class,
      description = "How long a program may take for one answer; 10 if absent.")
  private Duration timeout;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      converter = ClassPath.Converter.class,
      description = "Archives and folders in which java:CLASS is looked for.")
  private Optional<ClassPath> classPath = Optional.empty();

  SubjectSettings settings() throws IOException {
    return new SubjectSettings(
        "rolecall " + Version.text(), timeout, classPath.map(ClassPath::places).orElse(List.of()));
  }

  /** The subjects that an argument names. */
  SubjectFactory named(String text) throws IOException {
    try {
      return Subjects.of(text, settings());
    } catch (SubjectException e) {
      throw new FaultException(e.reason());
    }
  }

  /** Reads a number of seconds, perhaps with a fraction. */
  static final class Seconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      double seconds;
      try {
        seconds = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        seconds = Double.NaN;
      }
      if (!(seconds * MILLIS >= 1) || seconds > LONGEST_SECONDS) {
        throw new TypeConversionException("expected a number of seconds above 0, got " + text);
      }
      return Duration.ofMillis((long) (seconds * MILLIS));
    }
  }
}
