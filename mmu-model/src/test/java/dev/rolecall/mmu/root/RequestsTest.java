// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RequestsTest {
  private final Requests requests = new Requests();

  @Test
  void requestsAddUpUntilTheyAreForgotten() {
    requests.make(MmuRequest.LOAD_PGD);
    requests.make(MmuRequest.FLUSH_GUEST);
    requests.make(MmuRequest.LOAD_PGD);
    assertEquals(0b1001, requests.mask());
    assertTrue(requests.has(MmuRequest.FLUSH_GUEST));
    assertFalse(requests.has(MmuRequest.SYNC));
    requests.clear();
    assertEquals(0, requests.mask());
  }

  @Test
  void doubtLastsAsLongAsTheRequests() {
    assertTrue(requests.isCertain());
    requests.doubt();
    assertFalse(requests.isCertain());
    requests.clear();
    assertTrue(requests.isCertain());
  }

  @Test
  void copyIsEqual() {
    requests.make(MmuRequest.RELOAD);
    requests.doubt();
    Requests copy = new Requests();
    copy.copyFrom(requests);
    assertEquals(requests.mask(), copy.mask());
    assertFalse(copy.isCertain());
  }
}
