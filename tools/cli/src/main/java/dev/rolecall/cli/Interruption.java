// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as a wish to end soon. The process goes on until what is to be written is written, or for
 * a minute.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "interruption");
  private volatile boolean asked;

  private Interruption() {}

  /** Watches for Ctrl-C until it is closed. */
  static Interruption watched() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether Ctrl-C was pressed. */
  boolean isAsked() {
    return asked;
  }

  private void ask() {
    asked = true;
    try {
      boolean written = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!written) {
        System.err.println("rolecall: ended before the result was written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      asked = true; // the process is ending already, and the hook has nothing left to wait for
    }
  }
}
