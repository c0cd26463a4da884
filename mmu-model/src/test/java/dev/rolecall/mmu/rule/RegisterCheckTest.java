// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.rule.RegisterCheckTest.Outcome.ACCEPTED;
import static dev.rolecall.mmu.rule.RegisterCheckTest.Outcome.PROBABLY_ACCEPTED;
import static dev.rolecall.mmu.rule.RegisterCheckTest.Outcome.PROBABLY_REFUSED;
import static dev.rolecall.mmu.rule.RegisterCheckTest.Outcome.REFUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.cpu.CpuidFeature;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each row cites the kernel function that decides it. Registers are written as in a trace. */
class RegisterCheckTest {
  enum Outcome {
    ACCEPTED,
    PROBABLY_ACCEPTED,
    PROBABLY_REFUSED,
    REFUSED;

    static Outcome of(WriteVerdict verdict) {
      if (verdict.isCertain()) {
        return verdict.accepted() ? ACCEPTED : REFUSED;
      }
      return verdict.accepted() ? PROBABLY_ACCEPTED : PROBABLY_REFUSED;
    }
  }

  private static final Set<RegisterCheck> ALL = EnumSet.allOf(RegisterCheck.class);
  private static final Set<RegisterCheck> V5_10 = EnumSet.of(RegisterCheck.V5_10);
  private static final Set<RegisterCheck> FROM_V5_18 =
      EnumSet.complementOf(EnumSet.of(RegisterCheck.V5_10));
  private static final Set<RegisterCheck> FROM_V6_12 =
      EnumSet.of(RegisterCheck.V6_12, RegisterCheck.V7_2);
  private static final Set<RegisterCheck> BEFORE_V6_12 =
      EnumSet.complementOf(EnumSet.copyOf(FROM_V6_12));

  private static final Set<RegisterCheck> V7_2 = EnumSet.of(RegisterCheck.V7_2);
  private static final Set<RegisterCheck> BEFORE_V7_2 = EnumSet.complementOf(EnumSet.copyOf(V7_2));

  private static final Registers REAL = new Registers(0x60000010, 0x1000, 0, 0);
  private static final Registers PAGED_32 = new Registers(0x80010011L, 0x1000, 0, 0);
  private static final Registers PAE = new Registers(0x80010011L, 0x1000, 0x20, 0);
  private static final Registers PAE_OFF = new Registers(0x11, 0x1000, 0x20, 0);
  private static final Registers LONG = new Registers(0x80010011L, 0x1000, 0x20, 0xd00);

  private static final GuestCpuid ASSUMED = GuestCpuid.assumed(Vendor.AMD, 40);
  private static final GuestCpuid NAMED = named();

  private static GuestCpuid named() {
    GuestCpuid cpuid = ASSUMED;
    for (CpuidFeature feature : CpuidFeature.values()) {
      cpuid = cpuid.with(feature, true);
    }
    return cpuid;
  }

  @TestFactory
  List<DynamicTest> cr0() {
    Table t = new Table(Register.CR0);
    t.row("kvm_set_cr0(): upper half", ALL, REAL, 1L << 32 | 0x11, REFUSED);
    t.row("kvm_set_cr0(): NW without CD", ALL, REAL, 0x20000011, REFUSED);
    t.row("kvm_set_cr0(): PG without PE", ALL, REAL, 0x80000010L, REFUSED);
    t.row("CR0_RESERVED_BITS: dropped", ALL, REAL, 0x51, ACCEPTED);
    t.row("kvm_set_cr0()", ALL, REAL, 0x80000011L, ACCEPTED);
    t.row("kvm_set_cr0(): LME needs PAE", ALL, lme(0), 0x80000011L, REFUSED);
    t.row("kvm_set_cr0(): LME and CS.L", ALL, lme(0x20), 0x80000011L, PROBABLY_ACCEPTED);
    t.row("kvm_set_cr0(): PCIDE needs PG", ALL, LONG.withCr4(0x20020), 0x11, REFUSED);
    t.row("kvm_set_cr0(): PG off in long mode", V5_10, LONG, 0x11, ACCEPTED);
    t.row("is_64_bit_mode(): CS.L", FROM_V5_18, LONG, 0x11, PROBABLY_ACCEPTED);
    t.row("handle_set_cr0(): VMX", ALL, PAGED_32.withCr4(0x2000), 0x80000011L, PROBABLY_ACCEPTED);
    t.row("kvm_set_cr0(): CET needs WP", V7_2, LONG.withCr4(0x800020), 0x80000011L, REFUSED);
    return t.tests();
  }

  @TestFactory
  List<DynamicTest> cr0LoadsPdptes() {
    Table t = new Table(Register.CR0);
    long pg = 0x80000011L;
    t.row("load_pdptrs(): unknown", ALL, PAE_OFF, pg, PROBABLY_REFUSED);
    t.row("load_pdptrs(): no page", ALL, new Given(PAE_OFF, NAMED, pdpte(0x5000, 1)), pg, REFUSED);
    t.row("load_pdptrs()", ALL, new Given(PAE_OFF, NAMED, pdpte(0x1008, 0x2001)), pg, ACCEPTED);
    t.row("bits 1-2", ALL, new Given(PAE_OFF, NAMED, pdpte(0x1008, 0x2003)), pg, REFUSED);
    t.row("bits 5-8", ALL, new Given(PAE_OFF, NAMED, pdpte(0x1010, 0x2101)), pg, REFUSED);
    t.row("MAXPHYADDR", ALL, new Given(PAE_OFF, NAMED, pdpte(0x1018, 1L << 40 | 1)), pg, REFUSED);
    t.row("not present", ALL, new Given(PAE_OFF, NAMED, pdpte(0x1018, 1L << 40)), pg, ACCEPTED);
    t.row("CR0.CD reloads", ALL, PAE, 0xc0010011L, PROBABLY_REFUSED);
    t.row("CR0.WP does not", ALL, PAE, 0x80000011L, ACCEPTED);
    t.row("CR0.TS does not", ALL, PAE, 0x80010019L, ACCEPTED);
    return t.tests();
  }

  @TestFactory
  List<DynamicTest> cr3() {
    Table t = new Table(Register.CR3);
    t.row("cr3_lm_rsvd_bits, long mode only", V5_10, PAGED_32, 1L << 40, ACCEPTED);
    t.row("kvm_vcpu_is_illegal_gpa()", FROM_V5_18, PAGED_32, 1L << 40, REFUSED);
    t.row("MAXPHYADDR", ALL, LONG, 1L << 40, REFUSED);
    t.row("MAXPHYADDR", ALL, LONG, (1L << 40) - 0x1000, ACCEPTED);
    t.row("no flush without PCIDE", ALL, LONG, 1L << 63 | 0x2000, REFUSED);
    t.row("no flush", ALL, LONG.withCr4(0x20020), 1L << 63 | 0x2000, ACCEPTED);
    t.row("load_pdptrs(): unknown", ALL, PAE, 0x2000, PROBABLY_REFUSED);
    t.row("load_pdptrs()", ALL, new Given(PAE, NAMED, pdpte(0x2000, 0x3001)), 0x2000, ACCEPTED);
    t.row("load_pdptrs()", ALL, new Given(PAE, NAMED, pdpte(0x2000, 0x3003)), 0x2000, REFUSED);
    t.row("same CR3", ALL, LONG, LONG.cr3(), ACCEPTED);
    t.row("kvm_vcpu_is_illegal_gpa()", BEFORE_V6_12, LONG, 1L << 61, REFUSED);
    t.row("kvm_vcpu_is_legal_cr3()", FROM_V6_12, LONG, 1L << 61 | 0x2000, ACCEPTED);
    t.row("kvm_vcpu_is_legal_cr3()", FROM_V6_12, LONG, 1L << 62 | 0x2000, ACCEPTED);
    t.row("no LAM", FROM_V6_12, without(CpuidFeature.LAM), 1L << 62 | 0x2000, REFUSED);
    Given assumed = new Given(LONG, GuestCpuid.assumed(Vendor.INTEL, 40), new GuestMemory());
    t.row("LAM is assumed", FROM_V6_12, assumed, 1L << 62 | 0x2000, PROBABLY_REFUSED);
    t.row("kvm_vcpu_is_legal_cr3(): width", FROM_V6_12, LONG, 1L << 62 | 1L << 40, REFUSED);
    return t.tests();
  }

  @TestFactory
  List<DynamicTest> cr4() {
    Table t = new Table(Register.CR4);
    t.row("CR4_RESERVED_BITS", ALL, LONG, 0x8020, REFUSED);
    t.row("CR4_RESERVED_BITS", ALL, LONG, 1L << 63 | 0x20, REFUSED);
    t.row("CR4_RESERVED_BITS: LAM_SUP", BEFORE_V6_12, LONG, 0x10000020, REFUSED);
    t.row("CR4_RESERVED_BITS: LAM_SUP", FROM_V6_12, LONG, 0x10000020, ACCEPTED);
    t.row("no LAM", FROM_V6_12, without(CpuidFeature.LAM), 0x10000020, REFUSED);
    t.row("CR4_RESERVED_BITS: CET", BEFORE_V7_2, LONG, 0x800020, REFUSED);
    t.row("CR4_RESERVED_BITS: CET", V7_2, LONG, 0x800020, PROBABLY_ACCEPTED);
    t.row("kvm_set_cr4(): CET needs WP", V7_2, LONG.withCr0(0x80000011L), 0x800020, REFUSED);
    t.row("kvm_set_cr4(): long mode needs PAE", ALL, LONG, 0, REFUSED);
    t.row("kvm_set_cr4(): LA57 in long mode", ALL, LONG, 0x1020, REFUSED);
    t.row("kvm_set_cr4(): LA57", ALL, PAGED_32, 0x1000, ACCEPTED);
    t.row("__cr4_reserved_bits(): SMEP", ALL, LONG, 0x100020, ACCEPTED);
    t.row("__cr4_reserved_bits(): UMIP", ALL, LONG, 0x820, PROBABLY_ACCEPTED);
    t.row("vmx_is_valid_cr4()", ALL, LONG, 0x2020, PROBABLY_ACCEPTED);
    t.row("kvm_set_cr4(): PCIDE", ALL, LONG, 0x20020, ACCEPTED);
    t.row("kvm_set_cr4(): PCIDE and CR3", ALL, LONG.withCr3(0x1001), 0x20020, REFUSED);
    t.row("kvm_set_cr4(): PCIDE and LMA", ALL, PAGED_32, 0x20000, REFUSED);
    t.row("kvm_set_cr4(): PCIDE and LMA", ALL, PAE_OFF.withCr0(0x80000011L), 0x20030, REFUSED);
    t.row("PCIDE stays on", ALL, LONG.withCr4(0x20020).withCr3(0x1001), 0x20030, ACCEPTED);
    return t.tests();
  }

  @TestFactory
  List<DynamicTest> cr4LoadsPdptes() {
    Table t = new Table(Register.CR4);
    t.row("load_pdptrs(): unknown", ALL, PAGED_32, 0x20, PROBABLY_REFUSED);
    t.row("load_pdptrs()", ALL, new Given(PAGED_32, NAMED, pdpte(0x1000, 0x2001)), 0x20, ACCEPTED);
    t.row("load_pdptrs()", ALL, new Given(PAGED_32, NAMED, pdpte(0x1000, 0x2003)), 0x20, REFUSED);
    t.row("SMEP reloads", ALL, PAE, 0x100020, PROBABLY_REFUSED);
    t.row("SMAP does not", ALL, PAE, 0x200020, ACCEPTED);
    t.row("PAE off does not", ALL, PAE, 0, ACCEPTED);
    return t.tests();
  }

  @TestFactory
  List<DynamicTest> cr4FeaturesOfTheGuest() {
    Table t = new Table(Register.CR4);
    for (Feature f : Feature.OF_CR4) {
      Given absent = new Given(f.before, NAMED.with(f.cpuid, false), new GuestMemory());
      Given assumed = new Given(f.before, ASSUMED, new GuestMemory());
      long value = f.before.cr4() | f.bit;
      t.row("__cr4_reserved_bits(): no " + f.cpuid, ALL, absent, value, REFUSED);
      t.row("__cr4_reserved_bits(): " + f.cpuid, ALL, assumed, value, PROBABLY_ACCEPTED);
    }
    return t.tests();
  }

  @TestFactory
  List<DynamicTest> efer() {
    Table t = new Table(Register.EFER);
    Given assumed = new Given(REAL, ASSUMED, new GuestMemory());
    Given withoutNx = new Given(REAL, NAMED.with(CpuidFeature.NX, false), new GuestMemory());
    Given withoutLm = new Given(REAL, NAMED.with(CpuidFeature.LM, false), new GuestMemory());
    t.row("efer_reserved_bits", ALL, REAL, 0x2, REFUSED);
    t.row("efer_reserved_bits: SCE", ALL, REAL, 0x1, ACCEPTED);
    t.row("efer_reserved_bits: FFXSR", ALL, REAL, 0x4000, PROBABLY_REFUSED);
    t.row("__kvm_valid_efer(): SVM", ALL, REAL, 0x1000, PROBABLY_ACCEPTED);
    t.row("__kvm_valid_efer(): NX", ALL, REAL, 0x800, ACCEPTED);
    t.row("__kvm_valid_efer(): NX", ALL, assumed, 0x800, PROBABLY_ACCEPTED);
    t.row("__kvm_valid_efer(): NX", ALL, withoutNx, 0x800, REFUSED);
    t.row("__kvm_valid_efer(): LM", ALL, REAL, 0x100, ACCEPTED);
    t.row("__kvm_valid_efer(): LM for LMA", ALL, withoutLm, 0x400, REFUSED);
    t.row("set_efer(): LME while paging", ALL, PAGED_32, 0x100, REFUSED);
    t.row("set_efer(): LME while paging", ALL, LONG, 0x800, REFUSED);
    t.row("set_efer(): NX while paging", ALL, LONG, 0x500, ACCEPTED);
    return t.tests();
  }

  @TestFactory
  List<DynamicTest> sregs() {
    List<DynamicTest> t = new ArrayList<>();
    Registers lmeOnly = new Registers(0x80010011L, 0x1000, 0x20, 0x100);
    Registers lmaUnpaged = new Registers(0x11, 0x1000, 0x20, 0x500);
    Registers nwWithoutCd = new Registers(0x20000011, 0, 0, 0);
    Registers eferReserved = new Registers(0x11, 0, 0, 0x2);
    Set<RegisterCheck> beforeV6_1 = EnumSet.range(RegisterCheck.V5_10, RegisterCheck.V5_18);
    sregs(t, "kvm_is_valid_sregs()", ALL, LONG, ACCEPTED);
    sregs(t, "LME and PG need LMA", ALL, lmeOnly, REFUSED);
    sregs(t, "LME and PG need PAE", ALL, LONG.withCr4(0), REFUSED);
    sregs(t, "LMA needs PG", ALL, lmaUnpaged, REFUSED);
    sregs(t, "CR3 in long mode", ALL, LONG.withCr3(1L << 40), REFUSED);
    sregs(t, "CR3 elsewhere", ALL, PAGED_32.withCr3(1L << 40), ACCEPTED);
    sregs(t, "kvm_is_valid_cr4()", ALL, LONG.withCr4(0x8020), REFUSED);
    sregs(t, "PCIDE, whatever CR3", ALL, LONG.withCr4(0x20020).withCr3(0x1001), ACCEPTED);
    sregs(t, "CR0 is not checked", beforeV6_1, nwWithoutCd, ACCEPTED);
    sregs(
        t,
        "kvm_is_valid_cr0()",
        EnumSet.complementOf(EnumSet.copyOf(beforeV6_1)),
        nwWithoutCd,
        REFUSED);
    sregs(t, "EFER is not checked", BEFORE_V6_12, eferReserved, ACCEPTED);
    sregs(t, "kvm_valid_efer()", FROM_V6_12, eferReserved, REFUSED);
    sregs(t, "no LAM", BEFORE_V6_12, LONG.withCr3(1L << 61), REFUSED);
    sregs(t, "kvm_vcpu_is_legal_cr3()", FROM_V6_12, LONG.withCr3(1L << 61), ACCEPTED);
    return t;
  }

  private static void sregs(
      List<DynamicTest> tests,
      String source,
      Set<RegisterCheck> checks,
      Registers value,
      Outcome want) {
    for (RegisterCheck check : checks) {
      String name = check.label().variant() + " " + source;
      VcpuState vcpu = new VcpuState(REAL, NAMED);
      tests.add(
          DynamicTest.dynamicTest(
              name, () -> assertEquals(want, Outcome.of(check.sregs(vcpu, value)))));
    }
  }

  private static Given without(CpuidFeature feature) {
    return new Given(LONG, NAMED.with(feature, false), new GuestMemory());
  }

  private static Registers lme(long cr4) {
    return new Registers(0x11, 0x1000, cr4, 0x100);
  }

  private static GuestMemory pdpte(long gpa, long value) {
    GuestMemory memory = new GuestMemory();
    memory.writeQword(gpa, value);
    return memory;
  }

  /** CR4 bits that exist for the guest only with a CPUID feature: __cr4_reserved_bits(), x86.h. */
  private enum Feature {
    SMEP(CpuidFeature.SMEP, 0x100000, LONG),
    SMAP(CpuidFeature.SMAP, 0x200000, LONG),
    PKE(CpuidFeature.PKU, 0x400000, LONG),
    LA57(CpuidFeature.LA57, 0x1000, PAGED_32),
    PCIDE(CpuidFeature.PCID, 0x20000, LONG);

    static final Feature[] OF_CR4 = values();

    final CpuidFeature cpuid;
    final long bit;
    final Registers before;

    Feature(CpuidFeature cpuid, long bit, Registers before) {
      this.cpuid = cpuid;
      this.bit = bit;
      this.before = before;
    }
  }

  /** The rows of one register, each turned into a test per variant. */
  private static final class Table {
    private final Register register;
    private final List<DynamicTest> tests = new ArrayList<>();

    Table(Register register) {
      this.register = register;
    }

    void row(String source, Set<RegisterCheck> checks, Registers before, long value, Outcome want) {
      row(source, checks, new Given(before, NAMED, new GuestMemory()), value, want);
    }

    void row(String source, Set<RegisterCheck> checks, Given given, long value, Outcome want) {
      for (RegisterCheck check : checks) {
        String name = "%s %s %s=0x%x".formatted(check.label().variant(), source, register, value);
        tests.add(
            DynamicTest.dynamicTest(
                name, () -> assertEquals(want, Outcome.of(given.judge(check, register, value)))));
      }
    }

    List<DynamicTest> tests() {
      return tests;
    }
  }

  private record Given(Registers registers, GuestCpuid cpuid, GuestMemory memory) {
    WriteVerdict judge(RegisterCheck check, Register register, long value) {
      VcpuState vcpu = new VcpuState(registers, cpuid);
      PdptrLoad pdptrs = new PdptrLoad(memory, new NoNestedTables());
      return switch (register) {
        case CR0 -> check.cr0(vcpu, value, pdptrs);
        case CR3 -> check.cr3(vcpu, value, pdptrs);
        case CR4 -> check.cr4(vcpu, value, pdptrs);
        case EFER -> check.efer(vcpu, value);
        case PKRU -> throw new IllegalArgumentException("PKRU has no rule here");
      };
    }
  }

  private static final class NoNestedTables implements PdptrLoad.NestedTables {
    @Override
    public boolean active() {
      return false;
    }

    @Override
    public long root() {
      return 0;
    }
  }
}
