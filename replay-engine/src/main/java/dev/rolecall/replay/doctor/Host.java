// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.format.capture.Machine.Paging;
import dev.rolecall.replay.trace.Vendor;
import java.util.Optional;

/**
 * The host of a capture.
 *
 * @param vendor whose CPU, as replays take it
 * @param vendorFrom what shows it, in words; nothing where it is assumed
 * @param paging how KVM translates, as replays take it
 * @param pagingFrom what shows it, in words; nothing where it is assumed
 */
public record Host(
    Vendor vendor, Optional<String> vendorFrom, Paging paging, Optional<String> pagingFrom) {

  /** The vendor, unless it is assumed. */
  public Optional<Vendor> knownVendor() {
    return vendorFrom.map(shown -> vendor);
  }
}
