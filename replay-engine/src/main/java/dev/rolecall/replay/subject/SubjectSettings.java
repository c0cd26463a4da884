// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What holds for every external subject.
 *
 * @param rolecall what Rolecall calls itself to programs, with its version
 * @param timeout how long a program may take for one answer
 * @param classPath where Java classes are looked for besides Rolecall's own: archives and folders
 */
public record SubjectSettings(String rolecall, Duration timeout, List<Path> classPath) {

  /** How long a program may take if nobody says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
}
