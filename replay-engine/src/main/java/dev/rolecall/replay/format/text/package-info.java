// SPDX-License-Identifier: Apache-2.0
/**
 * Captures as text: what the kernel's trace file, {@code trace-cmd report} and {@code perf script}
 * print, as it is or as somebody pasted it into a mail.
 *
 * <p>{@link dev.rolecall.replay.format.text.TextLines} bounds the lines, {@link
 * dev.rolecall.replay.format.text.EventLine} finds the thread, the time and the event's name, and a
 * {@link dev.rolecall.replay.format.text.TextLayout} its fields. What they mean is the business of
 * {@link dev.rolecall.replay.format.capture}.
 */
package dev.rolecall.replay.format.text;
