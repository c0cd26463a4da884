// SPDX-License-Identifier: Apache-2.0

/** The first of many candidates at which a divergence shows. */
package dev.rolecall.replay.bisect;
