// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

/** What a generated vCPU does next, and how often. */
enum StepKind {
  SWITCH_MODE(9),
  WRITE_CR0(8),
  WRITE_CR3(9),
  WRITE_CR4(9),
  WRITE_EFER(5),
  WRITE_PKRU(1),
  WRITE_ANY(3),
  SREGS(4),
  CPUID(3),
  SMM(3),
  NESTED(12),
  INIT_MMU(1),
  LOAD(8),
  UNLOAD(1),
  NEW_PGD(3),
  MEMORY(2),
  ACCESS(14);

  private static final StepKind[] ALL = values();
  private static final int TOTAL = total();

  private final int weight;

  StepKind(int weight) {
    this.weight = weight;
  }

  /** Draws one. */
  static StepKind draw(SeededRandom random) {
    int left = random.below(TOTAL);
    for (StepKind kind : ALL) {
      left -= kind.weight;
      if (left < 0) {
        return kind;
      }
    }
    throw new AssertionError(left);
  }

  private static int total() {
    int sum = 0;
    for (StepKind kind : ALL) {
      sum += kind.weight;
    }
    return sum;
  }
}
