// SPDX-License-Identifier: Apache-2.0
/**
 * The CSV format of a trace.
 *
 * <p>{@link dev.rolecall.replay.format.csv.PhysicalLines} decodes and bounds the input, Commons CSV
 * splits it into rows, {@link dev.rolecall.replay.format.csv.RowReader} makes each row an event.
 * Places are computed only when something has to be said, from the raw text of the row.
 */
package dev.rolecall.replay.format.csv;
