// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import java.util.List;

/**
 * A place where the trace and the model disagree, with its evidence.
 *
 * @param difference what differs
 * @param consequences differences of the same event that follow from it
 * @param event where it shows
 * @param why the cause, as far as the run knows it; perhaps empty
 */
public record Divergence(
    Difference difference, List<Difference> consequences, EventRef event, List<String> why) {}
