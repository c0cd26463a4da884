// SPDX-License-Identifier: Apache-2.0

/** Implementations of KVM's MMU that can be fed a trace: the model's revisions, and programs. */
package dev.rolecall.replay.subject;
