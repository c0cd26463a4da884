// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: parses arguments, calls the engine and chooses the exit code. It decides
 * nothing about KVM.
 */
package dev.rolecall.cli;
