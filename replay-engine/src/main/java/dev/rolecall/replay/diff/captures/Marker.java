// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sign that the workload gives of where it is: a text written to trace_marker (an event {@code
 * print}), a port written by the guest ({@code kvm_pio}), or a hypercall. What is read from a port
 * is the host's answer, and its number may hang on timing.
 */
final class Marker {
  private static final Pattern PORT =
      Pattern.compile(
          "(?:rw=1 |pio_write at )(?:port=)?(\\w+) size[ =](\\w+) count[ =](\\w+) val[ =](\\w+).*");

  /** The kernel puts its own address before the text. */
  private static final Pattern PRINT =
      Pattern.compile("(?:ip=\\S+ buf=|\\S+: )?(.*)", Pattern.DOTALL);

  private Marker() {}

  /** What a marker says; empty if the event is none. */
  static Optional<String> of(TraceEvent event) {
    if (!event.args().has(Arg.NAME) || !event.args().has(Arg.RAW)) {
      return Optional.empty();
    }
    return switch (event.args().text(Arg.NAME)) {
      case "print" -> print(event.args().text(Arg.RAW));
      case "kvm_pio" -> port(event.args().text(Arg.RAW));
      case "kvm_hypercall" -> Optional.of("hypercall " + event.args().text(Arg.RAW));
      default -> Optional.empty();
    };
  }

  private static Optional<String> print(String raw) {
    Matcher text = PRINT.matcher(raw);
    return text.matches() ? Optional.of("print " + text.group(1).strip()) : Optional.empty();
  }

  private static Optional<String> port(String raw) {
    Matcher write = PORT.matcher(raw);
    if (!write.matches()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder("port");
    for (int i = 1; i <= write.groupCount(); i++) {
      text.append(' ').append(Long.decode(write.group(i)));
    }
    return Optional.of(text.toString());
  }
}
