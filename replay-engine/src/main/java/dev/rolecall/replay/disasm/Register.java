// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.disasm;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The general registers of x86-64, each with the names of the whole and of its parts. */
enum Register {
  AX("rax", "eax", "ax", "al", "ah"),
  BX("rbx", "ebx", "bx", "bl", "bh"),
  CX("rcx", "ecx", "cx", "cl", "ch"),
  DX("rdx", "edx", "dx", "dl", "dh"),
  SI("rsi", "esi", "si", "sil"),
  DI("rdi", "edi", "di", "dil"),
  BP("rbp", "ebp", "bp", "bpl"),
  SP("rsp", "esp", "sp", "spl"),
  R8("r8", "r8d", "r8w", "r8b"),
  R9("r9", "r9d", "r9w", "r9b"),
  R10("r10", "r10d", "r10w", "r10b"),
  R11("r11", "r11d", "r11w", "r11b"),
  R12("r12", "r12d", "r12w", "r12b"),
  R13("r13", "r13d", "r13w", "r13b"),
  R14("r14", "r14d", "r14w", "r14b"),
  R15("r15", "r15d", "r15w", "r15b");

  /** Those that a called function may change: System V ABI for x86-64, 3.2.1. */
  static final Set<Register> CHANGED_BY_CALLS = EnumSet.of(AX, CX, DX, SI, DI, R8, R9, R10, R11);

  /** Those that a called function gives back as they were. */
  static final Set<Register> KEPT_BY_CALLS = EnumSet.complementOf(EnumSet.copyOf(CHANGED_BY_CALLS));

  private static final ImmutableMap<String, Register> BY_OPERAND = byOperand();

  private final ImmutableList<String> names;

  Register(String... names) {
    this.names = ImmutableList.copyOf(names);
  }

  /** The register that an operand is, or is a part of; none for memory and constants. */
  static Optional<Register> of(String operand) {
    return Optional.ofNullable(BY_OPERAND.get(operand));
  }

  /** The whole register that an operand is. */
  static Optional<Register> whole(String operand) {
    return of(operand).filter(register -> operand.equals("%" + register.names.get(0)));
  }

  /** The name in a probe: {@code %bx}, {@code %r12}. */
  String probeName() {
    return "%" + name().toLowerCase(Locale.ROOT);
  }

  private static ImmutableMap<String, Register> byOperand() {
    ImmutableMap.Builder<String, Register> map = ImmutableMap.builder();
    for (Register each : values()) {
      each.names.forEach(name -> map.put("%" + name, each));
    }
    return map.buildOrThrow();
  }
}
