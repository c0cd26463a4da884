// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

/** Makes subjects of one kind, each for a trace at a time. */
@FunctionalInterface
public interface SubjectFactory {

  /** A new subject, which its user closes; a program is started when it is given a trace. */
  Subject create() throws SubjectException;
}
