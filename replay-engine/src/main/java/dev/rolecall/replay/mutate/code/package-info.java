// SPDX-License-Identifier: Apache-2.0

/** Changes in the bytecode of classes; nothing of KVM. */
package dev.rolecall.replay.mutate.code;
