// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

/**
 * What L1's EPT pointer and capabilities contribute to the role of a shadow EPT context.
 *
 * @param level levels of L1's EPT, 4 or 5 (EPTP bits 5:3 plus one)
 * @param execonly 1 if L1 may use execute-only entries
 * @param ad 1 if L1's EPT has accessed and dirty bits
 */
public record EptParams(int level, int execonly, int ad) {
  private static final long WALK_LENGTH_5 = 4L << 3;
  private static final long WALK_LENGTH = 7L << 3;

  /** From the EPT pointer: vmx_eptp_page_walk_level() (v5.18 mmu.c), SDM volume 3C, 25.6.11. */
  public static EptParams of(long eptp, int execonly, int ad) {
    return new EptParams((eptp & WALK_LENGTH) == WALK_LENGTH_5 ? 5 : 4, execonly, ad);
  }
}
