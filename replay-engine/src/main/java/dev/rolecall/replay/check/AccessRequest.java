// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.GuestAccess;
import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.replay.trace.Access;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * What an {@code access} event asks the model.
 *
 * @param mmu the context that walks
 * @param address the address, of the kind that the context translates
 * @param access what is accessed how
 */
public record AccessRequest(dev.rolecall.mmu.MmuId mmu, long address, GuestAccess access) {
  private static final int USER_CPL = 3;

  /** The request of an event; what it does not name comes from the vCPU. */
  public static AccessRequest of(TraceEvent event, VcpuMmu vcpu) {
    KeyValues<Arg> args = event.args();
    long user = args.numberOr(Arg.USER, 0);
    GuestAccess access =
        new GuestAccess(
            kind(args.word(Arg.ACCESS, Access.class))
                | (user == 1 ? Pferr.USER : 0)
                | (args.numberOr(Arg.IMPLICIT, 0) == 1 ? Pferr.IMPLICIT : 0),
            (int) args.numberOr(Arg.CPL, user == 1 ? USER_CPL : 0),
            args.numberOr(Arg.AC, 0) == 1 ? GuestAccess.AC : 0,
            (int) args.numberOr(Arg.PKRU, vcpu.state().pkru()));
    return new AccessRequest(
        args.word(Arg.MMU, MmuId.class).model(), args.number(Arg.ADDR), access);
  }

  private static long kind(Access access) {
    return switch (access) {
      case READ -> 0;
      case WRITE -> Pferr.WRITE;
      case FETCH -> Pferr.FETCH;
    };
  }

  boolean isWrite() {
    return (access.pferr() & Pferr.WRITE) != 0;
  }

  /** The same, and a fetch at once. */
  AccessRequest andFetch() {
    return new AccessRequest(
        mmu,
        address,
        new GuestAccess(
            access.pferr() | Pferr.FETCH, access.cpl(), access.rflags(), access.pkru()));
  }
}
