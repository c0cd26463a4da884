// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A first pass over a trace: finds out what the host is and which vCPU is which, of which no single
 * event tells.
 */
public final class Survey {
  /** The kernel's name of the group of the probes. */
  static final String PROBES = "kvmrole";

  private static final int ISA_VMX = 1;
  private static final int SVM_EXIT_EXCEPTION_PF = 0x4e;
  private static final int SVM_EXIT_NPF = 0x400;
  private static final int VMX_EXIT_EPT_VIOLATION = 48;
  private static final int VMX_EXIT_EPT_MISCONFIG = 49;
  private static final long ROLE_LEVEL = 0xf;
  private static final long ROLE_DIRECT = 1L << 7;
  private static final long ROLE_AD_DISABLED = 1L << 16;
  private static final int LEAST_TDP_LEVELS = 4;
  private static final int MOST_TDP_LEVELS = 5;
  private static final int MOST_ROLES = 1 << 16;
  private static final Optional<Machine.Paging> TWO_DIMENSIONAL =
      Optional.of(Machine.Paging.TWO_DIMENSIONAL);

  private final KernelRelease release;
  private final VcpuNumbers numbers = new VcpuNumbers();
  private final Map<Integer, Long> vcpuOfThread = new HashMap<>();
  private Vendor vendor = Vendor.AMD;
  private Optional<Machine.Paging> paging = Optional.empty();
  private final Set<Evidence> evidence = EnumSet.noneOf(Evidence.class);
  private boolean hasProbes;
  private boolean hasVendorProbes;
  private int levels = LEAST_TDP_LEVELS;
  private int pageLevels = LEAST_TDP_LEVELS;
  private int levelsOfAnyPage = LEAST_TDP_LEVELS;
  private int eptAd = 1;
  private final TdpMmuSurvey tdpMmu = new TdpMmuSurvey();
  private final Set<Long> roles = new TreeSet<>();
  private int lastPid = -1;
  private int lastEntered = -1;
  private long lastVcpu;

  /** A survey of a trace that this kernel recorded. */
  public Survey(KernelRelease release) {
    this.release = release;
  }

  /** The handler for the events of a format; none if they tell nothing. */
  public Optional<KernelEventHandler> bind(KernelEventFormat format) {
    Optional<KernelEventHandler> handler = bindFacts(format);
    Optional<Evidence> kind = Evidence.of(format);
    if (kind.isEmpty()) {
      return handler;
    }
    Evidence seen = kind.get();
    KernelEventHandler facts = handler.orElse(event -> {});
    return Optional.of(
        event -> {
          evidence.add(seen);
          facts.event(event);
        });
  }

  private Optional<KernelEventHandler> bindFacts(KernelEventFormat format) {
    if (format.system().equals(PROBES)) {
      return bindProbe(format);
    }
    return switch (format.name()) {
      case "kvm_entry" -> withField(format, "vcpu_id", this::entry);
      case "kvm_exit" -> bindExit(format);
      case "kvm_mmu_get_page" -> bindPage(format);
      case "kvm_mmu_prepare_zap_page" -> BoundFields.bind(format, this::zapped, "role", "gfn");
      case "kvm_nested_vmrun" -> withField(format, "npt", this::nestedEntry);
      case "kvm_nested_vmenter" -> withField(format, "tdp_enabled", this::nestedEntry);
      case "kvm_nested_vmexit" -> Optional.of(event -> tdpMmu.recorded(event.pid(), true));
      case "kvm_nested_vmexit_inject" -> Optional.of(event -> tdpMmu.recorded(event.pid(), false));
      case "kvm_mmu_zap_all_fast" -> Optional.of(event -> tdpMmu.forget());
      case "kvm_tdp_mmu_spte_changed" -> {
        tdpMmu.tells();
        yield Optional.of(event -> tdpMmuChanged());
      }
      default -> Optional.empty();
    };
  }

  /** Takes notice that events are missing. */
  public void lost() {
    tdpMmu.lost();
  }

  /** All that was found so far, as it stands. */
  public SurveyFacts facts() {
    return facts(release);
  }

  /** The same of a trace that shows in itself only which kernel recorded it. */
  public SurveyFacts facts(KernelRelease recorded) {
    return new SurveyFacts(
        machine(recorded),
        paging.or(() -> pagingOfPages(recorded)).isPresent(),
        coverage(),
        Sets.immutableEnumSet(evidence()),
        ImmutableMap.copyOf(numbers.ids()));
  }

  /** What was found of the host. */
  public Machine machine() {
    return machine(release);
  }

  private Machine machine(KernelRelease recorded) {
    Machine.Paging found =
        paging.or(() -> pagingOfPages(recorded)).orElse(Machine.Paging.TWO_DIMENSIONAL);
    boolean tdp = found == Machine.Paging.TWO_DIMENSIONAL;
    // NPT has the host's levels, shadow pages of nested tables too (get_npt_level(), v6.1 svm.c).
    int ofPages = vendor == Vendor.AMD ? levelsOfAnyPage : pageLevels;
    int tdpLevels = hasProbes ? levels : ofPages;
    return new Machine(
        recorded,
        vendor,
        found,
        tdp ? tdpLevels : LEAST_TDP_LEVELS,
        eptAd,
        tdp ? tdpMmu.tdpMmu() : 0);
  }

  /** Whether the trace shows how KVM translates; if not, two-dimensional paging is assumed. */
  public boolean foundPaging() {
    return paging.or(() -> pagingOfPages(release)).isPresent();
  }

  /** Which probes recorded. */
  private Coverage coverage() {
    if (!hasProbes) {
      return Coverage.TRACEPOINTS;
    }
    return hasVendorProbes ? Coverage.FULL : Coverage.COMMON_CODE;
  }

  /** Whether probes recorded what the vCPUs do. */
  public boolean hasProbes() {
    return hasProbes;
  }

  /** The kinds of events that the trace has. */
  private Set<Evidence> evidence() {
    if (tdpMmu.isCertain()) {
      evidence.add(Evidence.MAKER_OF_DIRECT_PAGES);
    }
    return evidence;
  }

  /** The vCPUs that were found, each with its threads, in the order of their numbers. */
  public List<SurveyedVcpu> vcpus() {
    Map<Long, Set<Integer>> threads = new LinkedHashMap<>();
    numbers.identities().forEach(identity -> threads.put(identity, new TreeSet<>()));
    vcpuOfThread.forEach(
        (pid, vcpu) -> threads.computeIfAbsent(vcpu, unseen -> new TreeSet<>()).add(pid));
    List<SurveyedVcpu> found = new ArrayList<>();
    threads.forEach(
        (identity, pids) -> {
          VcpuNumber number = numbers.of(identity);
          Set<Integer> of = pids.isEmpty() ? Set.of(identity.intValue()) : pids;
          found.add(new SurveyedVcpu(number.vm(), number.vcpu(), of));
        });
    found.sort(Comparator.comparing(SurveyedVcpu::vm).thenComparing(SurveyedVcpu::vcpu));
    return found;
  }

  private Optional<KernelEventHandler> bindProbe(KernelEventFormat format) {
    Optional<ProbeKind> kind = ProbeKind.find(format.name());
    Optional<ProbeLayout> layout = ProbeLayout.of(format, release);
    if (kind.isEmpty() || layout.isEmpty()) {
      return Optional.empty();
    }
    ProbeLayout bound = layout.get();
    return switch (kind.get()) {
      case UNLOAD -> Optional.empty(); // also by a thread that runs no vCPU
      case RUN, LOAD_RET, INIT_MMU_RET -> Optional.of(event -> freshRoles(bound, event));
      case VENDOR_CR0, VENDOR_CR4, VENDOR_EFER -> Optional.of(event -> vendor(bound, event));
      default -> Optional.of(event -> probe(bound, event));
    };
  }

  private void probe(ProbeLayout layout, KernelEvent event) {
    hasProbes = true;
    long vcpu = layout.vcpu(event);
    if (event.pid() != lastPid || vcpu != lastVcpu) {
      lastPid = event.pid();
      lastVcpu = vcpu;
      lastEntered = -1;
      vcpuOfThread.put(event.pid(), vcpu);
    }
  }

  private void vendor(ProbeLayout layout, KernelEvent event) {
    hasVendorProbes = true;
    probe(layout, event);
  }

  /** Takes a record in which the roles of the MMU in use are as last computed. */
  private void freshRoles(ProbeLayout layout, KernelEvent event) {
    probe(layout, event);
    VcpuRecord record = layout.read(event);
    tdpMmu.recorded(event.pid(), !record.isOneStage());
    if (!record.isOneStage()) {
      paging = TWO_DIMENSIONAL;
      return;
    }
    long role = record.splitRoles ? record.rootRole[0] : record.cpuRole[0];
    long level = record.splitRoles ? role & ROLE_LEVEL : record.shadowRootLevel[0];
    if (paging.isEmpty()) {
      paging = Optional.of(pagingOf(record, role, level));
    }
    levels = higher(levels, level);
    if ((role & ROLE_AD_DISABLED) != 0) {
      eptAd = 0;
    }
  }

  /**
   * A role of two-dimensional paging is always direct, one of shadow paging only without CR0.PG;
   * and then its root has three levels, less than any two-dimensional one.
   */
  private static Machine.Paging pagingOf(VcpuRecord record, long role, long level) {
    boolean direct = (role & ROLE_DIRECT) != 0;
    boolean paged = (record.cr0 & Cr0.PG) != 0;
    return direct && (paged || level >= LEAST_TDP_LEVELS)
        ? Machine.Paging.TWO_DIMENSIONAL
        : Machine.Paging.SHADOW;
  }

  private void entry(KernelEvent event, int vcpuId) {
    if (event.pid() == lastEntered) {
      return;
    }
    lastEntered = event.pid();
    long identity = vcpuOfThread.getOrDefault(event.pid(), threadIdentity(event.pid()));
    if (!hasProbes || identity != threadIdentity(event.pid())) {
      numbers.note(identity, event.value(vcpuId));
    }
  }

  /** What stands for the address of the vCPU that a thread runs, where no probe gives it. */
  static long threadIdentity(int pid) {
    return pid;
  }

  private Optional<KernelEventHandler> bindExit(KernelEventFormat format) {
    int isa = format.fieldIndex("isa");
    int reason = format.fieldIndex("exit_reason");
    if (isa == KernelEventFormat.ABSENT || reason == KernelEventFormat.ABSENT) {
      return Optional.empty();
    }
    return Optional.of(
        event -> {
          tdpMmu.recorded(event.pid(), false); // of L2 it would be told next
          exit(event.value(isa), event.value(reason));
        });
  }

  private void exit(long isa, long reason) {
    vendor = isa == ISA_VMX ? Vendor.INTEL : Vendor.AMD;
    if (paging.isPresent()) {
      return;
    }
    boolean vmx = isa == ISA_VMX;
    if (vmx
        ? reason == VMX_EXIT_EPT_VIOLATION || reason == VMX_EXIT_EPT_MISCONFIG
        : reason == SVM_EXIT_NPF) {
      paging = TWO_DIMENSIONAL;
    } else if (!vmx && reason == SVM_EXIT_EXCEPTION_PF) {
      paging = Optional.of(Machine.Paging.SHADOW);
    }
  }

  private void nestedEntry(KernelEvent event, int paging) {
    tdpMmu.recorded(event.pid(), event.value(paging) != 0);
  }

  private Optional<KernelEventHandler> bindPage(KernelEventFormat format) {
    return BoundFields.bind(format, this::page, "role", "gfn", "created");
  }

  private void page(KernelEvent event, int[] fields) {
    long role = event.value(fields[0]);
    if (paging.isEmpty() && roles.size() < MOST_ROLES) {
      roles.add(role);
    }
    levelsOfAnyPage = higher(levelsOfAnyPage, role & ROLE_LEVEL);
    if ((role & ROLE_DIRECT) == 0) {
      return;
    }
    pageLevels = higher(pageLevels, role & ROLE_LEVEL);
    if (event.value(fields[2]) != 0) {
      tdpMmu.made(event.pid(), event.value(fields[1]), role);
    } else {
      tdpMmu.found(event.pid());
    }
  }

  /**
   * Pages of a guest's tables are made with two-dimensional paging for nested guests only; shadow
   * paging needs no direct page of more levels than a GiB has.
   */
  private static Optional<Machine.Paging> pagingOf(long role, RoleLayout layout) {
    boolean direct = (role & ROLE_DIRECT) != 0;
    if (direct && (role & ROLE_LEVEL) >= LEAST_TDP_LEVELS) {
      return TWO_DIMENSIONAL;
    }
    boolean nested = layout.isSet(role, RoleField.GUEST_MODE);
    return direct || nested ? Optional.empty() : Optional.of(Machine.Paging.SHADOW);
  }

  /** The higher of two numbers of levels; one that no table has is a record's mistake. */
  private static int higher(int known, long levels) {
    return levels > MOST_TDP_LEVELS ? known : Math.max(known, (int) levels);
  }

  /** A sign of two-dimensional paging outweighs: v5.10's roles do not tell nested guests' pages. */
  private Optional<Machine.Paging> pagingOfPages(KernelRelease recorded) {
    RoleLayout layout = MmuHistory.find(recorded.nearestKnown().revision()).orElseThrow().layout();
    return roles.stream()
        .map(role -> pagingOf(role, layout))
        .flatMap(Optional::stream)
        .max(Comparator.comparing(found -> found == Machine.Paging.TWO_DIMENSIONAL));
  }

  private void zapped(KernelEvent event, int[] fields) {
    tdpMmu.zapped(event.value(fields[1]), event.value(fields[0]));
  }

  private void tdpMmuChanged() {
    tdpMmu.changed();
    paging = TWO_DIMENSIONAL;
  }

  private static Optional<KernelEventHandler> withField(
      KernelEventFormat format, String field, FieldHandler handler) {
    int index = format.fieldIndex(field);
    return index == KernelEventFormat.ABSENT
        ? Optional.empty()
        : Optional.of(event -> handler.event(event, index));
  }

  /** Takes an event and the index of its one field that matters. */
  private interface FieldHandler {
    void event(KernelEvent event, int field);
  }
}
