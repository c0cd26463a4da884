// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.Optional;

/** Takes a capture's events as they lie in it. */
public interface CaptureScan {

  /** Takes what the capture says of itself, before anything else. */
  void begin(CaptureOrigin origin);

  /**
   * The handler for the events of a format, asked for before the first of them; none if unwanted.
   */
  Optional<KernelEventHandler> bind(KernelEventFormat format);

  /**
   * Takes notice that events of a CPU are missing here.
   *
   * @param cpu the CPU, or {@link KernelEvent#NO_CPU}
   * @param count how many; 0 or less where the capture does not tell
   */
  void lost(int cpu, long count);
}
