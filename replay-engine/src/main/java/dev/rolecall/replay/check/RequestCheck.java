// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.root.Requests;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.Request;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Checks what KVM asked of itself during an event. */
@SuppressWarnings("EnumOrdinal") // the words of a set are bits by ordinal
final class RequestCheck {
  private static final String UNCERTAIN = "requests that hang on what the trace does not give";

  private RequestCheck() {}

  /** Compares the requests that {@code event} expects; both sides number them alike. */
  static void check(TraceEvent event, Requests model, Findings findings) {
    if (!event.expectations().has(ExpectKey.REQUESTS)) {
      return;
    }
    long recorded = event.expectations().number(ExpectKey.REQUESTS);
    if (recorded == model.mask()) {
      findings.match();
    } else if (model.isCertain()) {
      findings.differ(
          Difference.plain(
              Observable.REQUESTS,
              ExpectKey.REQUESTS.wireName(),
              text(recorded),
              text(model.mask())));
    } else {
      findings.notChecked(UNCERTAIN);
    }
  }

  private static String text(long requests) {
    String words =
        Arrays.stream(Request.values())
            .filter(request -> (requests >>> request.ordinal() & 1) != 0)
            .map(Request::wireName)
            .collect(Collectors.joining("+"));
    return words.isEmpty() ? "none" : words;
  }
}
