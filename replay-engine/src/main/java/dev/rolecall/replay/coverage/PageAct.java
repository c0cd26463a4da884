// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.PageOutcome;
import dev.rolecall.replay.trace.TraceEvent;

/** What a trace shows of KVM's MMU at work. */
enum PageAct {
  GET_NEW("page created"),
  GET_EXISTING("page found"),
  SYNC("page synced"),
  UNSYNC("page unsynced"),
  ZAP("page zapped"),
  ZAP_ROOT("root zapped"),
  MAP("map"),
  SPTE("spte"),
  PAGE_FAULT("page_fault"),
  INJECT("inject"),
  NONE("nothing");

  private final String words;

  PageAct(String words) {
    this.words = words;
  }

  /** What an event shows. */
  static PageAct of(TraceEvent event) {
    return switch (event.type()) {
      case PAGE -> ofPage(event);
      case MAP -> MAP;
      case SPTE -> SPTE;
      case PAGE_FAULT -> PAGE_FAULT;
      case INJECT -> INJECT;
      default -> NONE;
    };
  }

  private static PageAct ofPage(TraceEvent event) {
    return switch (event.args().word(Arg.OP, PageOp.class)) {
      case GET -> found(event);
      case SYNC -> SYNC;
      case UNSYNC -> UNSYNC;
      case ZAP -> event.args().numberOr(Arg.ROOT_COUNT, 0) > 0 ? ZAP_ROOT : ZAP;
    };
  }

  /** A look-up of which it is not recorded what it came to shows nothing. */
  private static PageAct found(TraceEvent event) {
    if (event.args().has(Arg.CREATED)) {
      return event.args().flag(Arg.CREATED) ? GET_NEW : GET_EXISTING;
    }
    if (!event.expectations().has(ExpectKey.PAGE)) {
      return NONE;
    }
    boolean isNew = event.expectations().word(ExpectKey.PAGE, PageOutcome.class) == PageOutcome.NEW;
    return isNew ? GET_NEW : GET_EXISTING;
  }

  /** Whether an event says that a page was zapped. */
  static boolean isZap(TraceEvent event) {
    return event.type() == EventType.PAGE && event.args().word(Arg.OP, PageOp.class) == PageOp.ZAP;
  }

  @Override
  public String toString() {
    return words;
  }
}
