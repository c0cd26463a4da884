// SPDX-License-Identifier: Apache-2.0
/**
 * Where functions of a module return, and which register holds their first argument there: worked out
 * from what objdump prints, and only as far as that proves it.
 */
package dev.rolecall.replay.disasm;
