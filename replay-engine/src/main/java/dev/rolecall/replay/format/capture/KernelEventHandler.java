// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Takes the events of one format. */
@FunctionalInterface
public interface KernelEventHandler {

  /** Takes one event, which is valid only until this method returns. */
  void event(KernelEvent event);
}
