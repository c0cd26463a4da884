// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The script tools/capture/record-kvm with the probes of one kernel in it. */
public final class RecordingScript {
  private static final String RESOURCE = "record-kvm";
  private static final String PLACE = "  cat << 'END_OF_PROBES'";

  private RecordingScript() {}

  /** The lines of the script. */
  public static List<String> lines(ProbePlan plan) throws IOException {
    List<String> script = new ArrayList<>();
    for (String line : template()) {
      script.add(line);
      if (line.equals(PLACE)) {
        script.addAll(plan.definitions());
      }
    }
    return script;
  }

  private static List<String> template() throws IOException {
    try (InputStream text =
        Objects.requireNonNull(RecordingScript.class.getResourceAsStream(RESOURCE))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
