// SPDX-License-Identifier: Apache-2.0
/**
 * Translates what a KVM kernel recorded, in whatever file, into the events of a Rolecall trace.
 *
 * <p>A source hands over its events as {@link dev.rolecall.replay.format.capture.KernelEvent}s, twice:
 * to a {@link dev.rolecall.replay.format.capture.Survey}, which finds the facts that no single event
 * gives, and then to a {@link dev.rolecall.replay.format.capture.CaptureInterpreter}.
 */
package dev.rolecall.replay.format.capture;
