// SPDX-License-Identifier: Apache-2.0
/**
 * The vocabulary of a trace, whatever its format: the events with their arguments and expectations,
 * the rules that they obey, the places they come from, and the interfaces of readers and writers.
 *
 * <p>{@link dev.rolecall.replay.trace.EventType} declares which keys each event takes, {@link
 * dev.rolecall.replay.trace.Arg} and {@link dev.rolecall.replay.trace.ExpectKey} declare what the
 * keys' values are; every format derives from these three.
 */
package dev.rolecall.replay.trace;
