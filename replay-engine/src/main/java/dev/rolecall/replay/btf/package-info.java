// SPDX-License-Identifier: Apache-2.0
/**
 * What a kernel says of its own C types: BTF as the kernel carries it (Documentation/bpf/btf.rst), and
 * the texts of bpftool and pahole. Nothing here knows of KVM.
 */
package dev.rolecall.replay.btf;
