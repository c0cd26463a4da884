// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.trace.Vendor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A place in KVM at which the group {@code kvmrole} records a vCPU.
 *
 * @param event the name of the probe's event
 * @param vendor the only vendor on whose CPUs it is reached, if it is one
 * @param sites the function, the newest form first
 * @param moment whether it stands at the function's entry or at its return
 * @param fields how much of the vCPU it records
 * @param arguments what it records of the function's parameters
 * @param shows what is seen through it alone, and so not without it
 */
record ProbePoint(
    String event,
    Optional<Vendor> vendor,
    List<Site> sites,
    Moment moment,
    FieldSet fields,
    List<Argument> arguments,
    String shows) {

  /** When a probe fires. */
  enum Moment {
    ENTRY,
    RETURN
  }

  /** Makes the lists this record's own. */
  ProbePoint {
    sites = List.copyOf(sites);
    arguments = List.copyOf(arguments);
  }

  static ProbePoint at(String event, Site... sites) {
    List<Site> all = List.of(sites);
    return new ProbePoint(
        event, Optional.empty(), all, Moment.ENTRY, FieldSet.STATE_AND_WIDTH, List.of(), "");
  }

  ProbePoint on(Vendor only) {
    return new ProbePoint(event, Optional.of(only), sites, moment, fields, arguments, shows);
  }

  ProbePoint recording(FieldSet set) {
    return new ProbePoint(event, vendor, sites, moment, set, arguments, shows);
  }

  ProbePoint with(String field, String type, String parameter) {
    List<Argument> more =
        Stream.concat(arguments.stream(), Stream.of(new Argument(field, type, parameter))).toList();
    return new ProbePoint(event, vendor, sites, moment, fields, more, shows);
  }

  ProbePoint shows(String what) {
    return new ProbePoint(event, vendor, sites, moment, fields, arguments, what);
  }

  /** The probe at the return of the same function. */
  ProbePoint returning(String what) {
    return new ProbePoint(event + "_ret", vendor, sites, Moment.RETURN, fields, List.of(), what);
  }

  boolean isOn(Vendor host) {
    return vendor.isEmpty() || vendor.get() == host;
  }

  /** Whether a function with these parameters can be probed here. */
  boolean fits(List<String> parameters) {
    return arguments.stream().allMatch(each -> each.isOptional() || each.isIn(parameters));
  }
}
