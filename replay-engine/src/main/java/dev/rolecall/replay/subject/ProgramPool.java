// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Subjects that are one program. To start it takes longer than a small trace, so a subject that is
 * closed goes on as the next one, whose start has it forget what came before.
 */
final class ProgramPool implements SubjectFactory {
  private final String name;
  private final List<String> command;
  private final SubjectSettings settings;
  private final ConcurrentLinkedQueue<ProgramSubject> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  /** Subjects that reports call {@code name}. */
  ProgramPool(String name, List<String> command, SubjectSettings settings) {
    this.name = name;
    this.command = List.copyOf(command);
    this.settings = settings;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Subject open() {
    ProgramSubject program = idle.poll();
    return new Lent(program == null ? new ProgramSubject(name, command, settings) : program);
  }

  /** Ends the programs of all subjects that are closed. */
  @Override
  public void close() {
    ended = true;
    for (ProgramSubject program = idle.poll(); program != null; program = idle.poll()) {
      program.close();
    }
  }

  /** A program until it is closed. */
  private final class Lent implements Subject {
    private final ProgramSubject program;
    private boolean closed;

    Lent(ProgramSubject program) {
      this.program = program;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public MmuRevision start(TraceEvent machine) throws SubjectException {
      return program.start(machine);
    }

    @Override
    public void feed(TraceEvent event) throws SubjectException {
      program.feed(event);
    }

    @Override
    public void feedAll(List<TraceEvent> events) throws SubjectException {
      program.feedAll(events);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        idle.add(program);
        if (ended) {
          ProgramPool.this.close();
        }
      }
    }
  }
}
