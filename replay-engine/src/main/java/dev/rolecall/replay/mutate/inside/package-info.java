// SPDX-License-Identifier: Apache-2.0

/**
 * What runs among the changed classes, loaded anew with them. What goes in and out is the JDK's
 * alone.
 */
package dev.rolecall.replay.mutate.inside;
