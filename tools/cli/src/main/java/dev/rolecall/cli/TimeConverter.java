// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time such as {@code 60s}, {@code 5m} or {@code 1h}; seconds if no unit is named. */
final class TimeConverter implements ITypeConverter<Duration> {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smh]?)");

  @Override
  public Duration convert(String argument) {
    Matcher time = TIME.matcher(argument);
    if (!time.matches()) {
      throw new TypeConversionException("expected a time such as 60s or 5m, got " + argument);
    }
    long number = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofSeconds(number);
    };
  }
}
