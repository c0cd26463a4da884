// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

/** Opens subjects of one kind; each is used by one thread. */
public interface SubjectFactory {

  /** The name by which reports call the subjects. */
  String name();

  /**
   * A subject that has been fed nothing.
   *
   * @throws SubjectException if it cannot be started
   */
  Subject open() throws SubjectException;
}
