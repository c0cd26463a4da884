// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.disasm.ReturnSite;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.probes.Probe.Certainty;
import dev.rolecall.replay.probes.ProbePoint.Moment;
import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works out which probes a kernel can have, and their definitions. */
public final class ProbePlanner {
  /**
   * Since v6.9 a return probe fetches the arguments that the function was entered with
   * (kernel/trace/trace_probe.c, traceprobe_parse_probe_arg; tracefs's README says "kernel return
   * probes support: $retval, $arg&lt;N&gt;").
   */
  static final KernelRelease RETURN_ARGUMENTS = new KernelRelease(6, 9);

  private static final String FIRST_ARGUMENT = "$arg1";

  private final KernelTarget kernel;
  private final KvmTypes types;
  private final VcpuFields fields;
  private final List<Probe> probes = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  private ProbePlanner(KernelTarget kernel, KvmTypes types) throws UnknownKernelException {
    this.kernel = kernel;
    this.types = types;
    this.fields = VcpuFields.of(types.kvm());
  }

  /**
   * The probes of a kernel; none if its types or its vendor are not known.
   *
   * @throws UnknownKernelException if its types lack what the probes read
   */
  public static ProbePlan plan(KernelTarget kernel) throws UnknownKernelException {
    if (kernel.types().isEmpty() || kernel.vendor().isEmpty()) {
      return ProbePlan.NONE;
    }
    ProbePlanner planner = new ProbePlanner(kernel, kernel.types().get());
    planner.plan(kernel.vendor().get());
    return new ProbePlan(planner.probes, planner.leftOut);
  }

  private void plan(Vendor vendor) {
    Map<String, List<ProbePoint>> byEvent = new LinkedHashMap<>();
    for (ProbePoint point : ProbePoints.ALL) {
      if (point.isOn(vendor)) {
        byEvent.computeIfAbsent(point.event(), event -> new ArrayList<>()).add(point);
      }
    }
    byEvent.values().forEach(this::plan);
  }

  /** Plans one event, which stands at one of several places. */
  private void plan(List<ProbePoint> forms) {
    Optional<Placed> placed = forms.stream().flatMap(point -> listed(point).stream()).findFirst();
    if (placed.isEmpty()) {
      placed = forms.stream().flatMap(point -> expected(point).stream()).findFirst();
    }
    ProbePoint first = forms.get(0);
    if (placed.isEmpty()) {
      String function = first.sites().get(0).function();
      leftOut.add(
          new LeftOut(
              first.event(),
              "%s is not in %s".formatted(function, kernel.release().nearestKnown().revision()),
              first.shows()));
    } else if (first.moment() == Moment.RETURN && !returnsHaveArguments()) {
      planReturns(placed.get());
    } else {
      probes.add(placed.get().probe());
    }
  }

  /**
   * Plans probes at the return instructions of a function, as far as the code at hand proves them.
   */
  private void planReturns(Placed placed) {
    String function = placed.site.function();
    List<ReturnSite> returns = kernel.code().map(code -> code.returns(function)).orElse(List.of());
    if (returns.isEmpty()) {
      String why =
          kernel
              .code()
              .map(
                  code ->
                      "not every return of %s is proven in %s".formatted(function, code.source()))
              .orElse(
                  "return probes know the vCPU since v6.9; --module finds the return instructions");
      leftOut.add(new LeftOut(placed.point.event(), why, placed.point.shows()));
    }
    for (int i = 0; i < returns.size(); i++) {
      String number = returns.size() == 1 ? "" : String.valueOf(i);
      probes.add(placed.probeAt(returns.get(i), placed.point.event() + number));
    }
  }

  private boolean returnsHaveArguments() {
    return kernel.release().compareTo(RETURN_ARGUMENTS) >= 0;
  }

  /** The point at a function that the types list, with the parameters that it has there. */
  private Optional<Placed> listed(ProbePoint point) {
    for (Site site : point.sites()) {
      Optional<List<String>> parameters = types.parameters(site);
      if (parameters.isPresent() && point.fits(parameters.get())) {
        return Optional.of(
            new Placed(point, site.withParameters(parameters.get()), Certainty.LISTED));
      }
    }
    return Optional.empty();
  }

  /** The point at the function that kernels of the release have. */
  private Optional<Placed> expected(ProbePoint point) {
    KernelRelease known = kernel.release().nearestKnown();
    return point.sites().stream()
        .filter(site -> site.since().compareTo(known) <= 0)
        .findFirst()
        .map(
            site ->
                new Placed(
                    point,
                    site,
                    types.listsFunctions(site.module())
                        ? Certainty.NOT_LISTED
                        : Certainty.EXPECTED));
  }

  /** A probe point at a function. */
  private final class Placed {
    private final ProbePoint point;
    private final Site site;
    private final Certainty certainty;

    Placed(ProbePoint point, Site site, Certainty certainty) {
      this.point = point;
      this.site = site;
      this.certainty = certainty;
    }

    Probe probe() {
      boolean entry = point.moment() == Moment.ENTRY;
      String base = entry ? Argument.first() : FIRST_ARGUMENT;
      return probe(point.event(), entry ? "p" : "r", "", base);
    }

    Probe probeAt(ReturnSite place, String event) {
      return probe(event, "p", "+0x" + Long.toHexString(place.offset()), place.register());
    }

    private Probe probe(String event, String kind, String offset, String base) {
      StringBuilder line = new StringBuilder(kind).append(':');
      line.append(ProbePlan.GROUP).append('/').append(event).append(' ');
      line.append(site.symbol(types.linkage())).append(offset).append(' ');
      for (Argument argument : point.arguments()) {
        if (argument.isIn(site.parameters())) {
          line.append(argument.text(site.parameters())).append(' ');
        }
      }
      line.append(fields.text(base, point.fields()));
      return new Probe(event, site.function(), certainty, line.toString());
    }
  }
}
