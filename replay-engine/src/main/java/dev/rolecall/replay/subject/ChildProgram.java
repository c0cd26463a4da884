// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs beside Rolecall. One thread takes in what it prints on standard error, and
 * kills it when it is late or when it has ended and left children behind: whoever reads from it or
 * writes to it is then freed. That thread never waits for the program itself.
 */
final class ChildProgram implements AutoCloseable {
  private static final long NO_DEADLINE = Long.MAX_VALUE;
  private static final long GRACE_MILLIS = 1000;
  private static final long SHORTEST_NAP_MILLIS = 1;
  private static final int READS_AT_ONCE = 64;
  private static final long LONGEST_NAP_MILLIS = 16;

  private final Process process;
  private final Offspring offspring;
  private final long timeoutNanos;
  private final long started = System.nanoTime();
  private final ErrorTail errors = new ErrorTail();
  private final Thread keeper;

  /** In nanoseconds since the start. */
  private volatile long deadline = NO_DEADLINE;

  private volatile boolean late;
  private volatile boolean over;

  private ChildProgram(Process process, Offspring offspring, Duration timeout) {
    this.process = process;
    this.offspring = offspring;
    this.timeoutNanos = timeout.toNanos();
    this.keeper = new Thread(this::keep, "keeper of process " + process.pid());
    this.keeper.setDaemon(true);
  }

  /**
   * Starts a program.
   *
   * @param command the program and its arguments
   * @param timeout how long a wait may last
   * @throws IOException if the system cannot start it
   */
  static ChildProgram start(List<String> command, Duration timeout) throws IOException {
    Offspring offspring = new Offspring();
    ProcessBuilder builder = new ProcessBuilder(command);
    offspring.mark(builder.environment());
    ChildProgram child = new ChildProgram(builder.start(), offspring, timeout);
    child.keeper.start();
    return child;
  }

  /** What the program reads. */
  OutputStream input() {
    return process.getOutputStream();
  }

  /** What the program writes. */
  InputStream output() {
    return process.getInputStream();
  }

  /** From now on the program has the time-out's time to do something. */
  void expect() {
    deadline = System.nanoTime() - started + timeoutNanos;
  }

  /** The program is not waited for. */
  void rest() {
    deadline = NO_DEADLINE;
  }

  /** Whether the program was killed because it was late. */
  boolean wasLate() {
    return late;
  }

  /** How the program ended by itself, if it has, or does so within a second. */
  Optional<ExitStatus> ended() {
    return await(GRACE_MILLIS) && !late
        ? Optional.of(new ExitStatus(process.exitValue()))
        : Optional.empty();
  }

  /** Kills the program, and returns the last lines that it printed on standard error. */
  List<String> lastWords() {
    close(0);
    return errors.lines();
  }

  /** Has the program end: its standard input ends, and after a second it is killed. */
  @Override
  public void close() {
    close(GRACE_MILLIS);
  }

  private void close(long graceMillis) {
    rest();
    if (graceMillis > 0) {
      closeInput();
      await(graceMillis);
    }
    offspring.kill(process);
    await(GRACE_MILLIS);
    over = true;
    keeper.interrupt();
    join();
    process.destroyForcibly(); // which closes the streams
  }

  /** Ends the program's standard input. */
  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      return; // the program has ended, or is about to be killed: it will not read it
    }
  }

  private boolean await(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private void join() {
    try {
      keeper.join(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    byte[] buffer = new byte[1 << 14];
    long nap = SHORTEST_NAP_MILLIS;
    boolean alive = true;
    while (!over) {
      nap = drain(buffer) ? SHORTEST_NAP_MILLIS : Math.min(2 * nap, LONGEST_NAP_MILLIS);
      if (!late && System.nanoTime() - started > deadline) {
        late = true;
        offspring.kill(process);
      }
      if (alive && !process.isAlive()) {
        alive = false;
        offspring.kill(process);
      }
      nap(nap);
    }
    drain(buffer); // what the program left when it ended
  }

  /** Takes in what is there of standard error, up to a bound; whether it was anything. */
  private boolean drain(byte[] buffer) {
    boolean some = false;
    for (int i = 0; i < READS_AT_ONCE && drainOnce(buffer); i++) {
      some = true;
    }
    return some;
  }

  private boolean drainOnce(byte[] buffer) {
    InputStream in = process.getErrorStream();
    try {
      int available = in.available();
      int read = available > 0 ? in.read(buffer, 0, Math.min(available, buffer.length)) : 0;
      errors.add(buffer, Math.max(0, read));
      return read > 0;
    } catch (IOException e) {
      return false; // the pipe is closed: there is nothing to take in
    }
  }

  private void nap(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      over = true;
    }
  }
}
