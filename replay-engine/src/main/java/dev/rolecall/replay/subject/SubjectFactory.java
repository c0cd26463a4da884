// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuRevision;
import java.util.Optional;

/** Opens subjects of one kind; each is used by one thread. */
public interface SubjectFactory extends AutoCloseable {

  /** The name by which reports call the subjects. */
  String name();

  /**
   * A subject that has been fed nothing.
   *
   * @throws SubjectException if it cannot be started
   */
  Subject open() throws SubjectException;

  /** The revision that the subjects are, where they are the model itself. */
  default Optional<MmuRevision> revision() {
    return Optional.empty();
  }

  /** Ends what closed subjects have left running for the next ones. */
  @Override
  default void close() {}

  /** The model at a revision. */
  static SubjectFactory of(MmuRevision revision) {
    return new OfRevision(revision);
  }

  /** The model at a revision. */
  record OfRevision(MmuRevision model) implements SubjectFactory {
    @Override
    public String name() {
      return model.id();
    }

    @Override
    public Subject open() {
      // Who compares replays the trace as well, and is told what is wrong with it there.
      return new RevisionSubject(Optional.of(model), problem -> {});
    }

    @Override
    public Optional<MmuRevision> revision() {
      return Optional.of(model);
    }
  }
}
