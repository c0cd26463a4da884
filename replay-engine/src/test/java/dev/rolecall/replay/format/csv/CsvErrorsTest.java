// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.format.Reading;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each error with the exact place and words in which it is reported. */
class CsvErrorsTest {
  private static final String MACHINE = ",,,,machine,revision=v5.18,\n";
  private static final String HEADER = "seq,time_ns,vm,vcpu,event,args,expect\n";

  static List<Arguments> errors() {
    return List.of(
        header(
            "an unknown column",
            "seq,time,event\n,,machine\n",
            "1:5: unknown column \"time\", expected one of seq, time_ns, vm, vcpu, event, args,"
                + " expect",
            "2:3: machine: missing key revision"),
        header(
            "a misspelt column",
            "event,args,expct\nmachine,revision=v5.18,\n",
            "1:12: unknown column \"expct\", expected one of seq, time_ns, vm, vcpu, event, args,"
                + " expect; did you mean \"expect\"?"),
        header(
            "a repeated column",
            "event,args,args\nmachine,revision=v5.18,\n",
            "1:12: repeated column args"),
        header(
            "no event at all",
            "# c\nevent,args\n",
            "3:1: expected machine as the first event of the trace, got no event"),
        header(
            "no machine",
            HEADER + ",,,,load,,\n,,,,load,,\n",
            "2:5: expected machine as the first event of the trace, got load"),
        row(
            "a second machine",
            ",,,,machine,revision=v5.18,",
            "3:5: a second machine event, expected only the one at the trace's start"),
        row(
            "an unknown event",
            ",,,,lod,,",
            "3:5: unknown event \"lod\", expected one of machine, vcpu, cpuid, write, sregs, smm,"
                + " nested_entry, nested_exit, init_mmu, load, unload, new_pgd, memslot, memory,"
                + " access, page_fault, walk, page, observe, unknown, pages, map, spte, inject, widen; did you mean \"load\"?"),
        row(
            "an unknown key",
            ",,,,write,crO=1,",
            "3:11: unknown key \"crO\", expected one of cr0, cr3, cr4, efer, pkru; did you mean"
                + " \"cr0\"?"),
        row(
            "an unknown key of an event without keys",
            ",,,,load,fast=1,",
            "3:10: unknown key \"fast\", expected none: load takes no key"),
        row(
            "another event's key",
            ",,,,sregs,cr0=1 pkru=1,",
            "3:17: sregs takes cr0, cr3, cr4, efer, not pkru"),
        row(
            "an unknown expectation",
            ",,,,load,,root_mmu.cpu_rol=1",
            "3:11: unknown key \"root_mmu.cpu_rol\", expected an expectation; did you mean"
                + " \"root_mmu.cpu_role\"?"),
        row(
            "an unknown role field",
            ",,,,load,,smm=1 root_mmu.cpu_role.cr0wp=1",
            "3:17: unknown key \"root_mmu.cpu_role.cr0wp\", expected an expectation; did you mean"
                + " \"root_mmu.cpu_role.cr0_wp\"?"),
        row("a missing key", ",,,,memslot,gfn=1,", "3:5: memslot: missing key pages"),
        row(
            "none of a choice",
            ",,,,write,,",
            "3:5: write: expected exactly one of cr0, cr3, cr4, efer, pkru, got none"),
        row(
            "two of a choice",
            ",,,,write,cr4=1 cr0=1,",
            "3:11: write: expected exactly one of cr0, cr3, cr4, efer, pkru, got cr0, cr4"),
        row("a repeated key", ",,,,write,cr0=1 cr0=1,", "3:17: repeated key cr0"),
        row("a repeated expectation", ",,,,load,,smm=1 smm=1", "3:17: repeated key smm"),
        row(
            "a repeated field",
            ",,,,load,,root_mmu.cpu_role.smm=1 root_mmu.cpu_role.smm=0",
            "3:35: repeated key root_mmu.cpu_role.smm"),
        row(
            "a number below its range",
            ",,,,cpuid,maxphyaddr=31,",
            "3:11: maxphyaddr: expected a number from 32 to 52, got 31"),
        row(
            "a number above its range",
            ",,,,page,op=get gfn=0 role=0x100000000,",
            "3:23: role: expected a number from 0x0 to 0xffffffff, got 0x100000000"),
        row(
            "a number of more than 64 bits",
            ",,,,write,cr0=0x10000000000000000,",
            "3:11: cr0: expected a number of up to 64 bits, got \"0x10000000000000000\""),
        row(
            "a decimal number of more than 64 bits",
            ",,,,write,cr0=18446744073709551616,",
            "3:11: cr0: expected a number of up to 64 bits, got \"18446744073709551616\""),
        row(
            "no number",
            ",,,,write,cr0=-1,",
            "3:11: cr0: expected a number of up to 64 bits, got \"-1\""),
        row(
            "an empty number",
            ",,,,write,cr0=,",
            "3:11: cr0: expected a number of up to 64 bits, got \"\""),
        row("no boolean", ",,,,smm,enter=2,", "3:9: enter: expected 0 or 1, got 2"),
        row(
            "no word",
            ",,,,nested_entry,mode=vmx,",
            "3:18: mode: expected npt or ept or shadow, got \"vmx\""),
        row(
            "a word of another event",
            ",,,,new_pgd,pgd=1 mmu=nested,",
            "3:19: mmu: expected root or guest, got nested"),
        row(
            "a key of another mode",
            ",,,,nested_entry,mode=npt eptp=0,",
            "3:27: eptp: only with mode=ept, got npt"),
        row(
            "a list of the wrong length",
            ",,,,vcpu,\"cr0=1 pdptrs=1,2,3\",",
            "3:17: pdptrs: expected 4 of PDPTR, got 3"),
        row(
            "a broken list",
            ",,,,load,,steps=4:1",
            "3:11: steps: expected none, or a list of LEVEL:ADDRESS:ENTRY, got \"4:1\""),
        row(
            "a broken root",
            ",,,,load,,\"root_mmu.roots=-,-,-,page:0\"",
            "3:12: root_mmu.roots: expected 4 roots, each - or page:PGD:ROLE:ID or"
                + " special:PGD:ROLE:ID or dummy:PGD:ROLE:ID, got \"-,-,-,page:0\""),
        row(
            "a broken set",
            ",,,,load,,requests=sync+sync",
            "3:11: requests: expected none, or words joined by +, of load_pgd, sync,"
                + " flush_current, flush_guest, reload, flush_all, got \"sync+sync\""),
        row(
            "half a byte",
            ",,,,memory,gpa=0 bytes=abc,",
            "3:18: bytes: expected bytes, two hexadecimal digits each, got \"abc\""),
        row(
            "memory beyond 64 bits",
            ",,,,memory,\"gpa=0xfffffffffffffff8 qwords=1,2\",",
            "3:13: gpa: 0xfffffffffffffff8 and 16 bytes exceed 64 bits"),
        row(
            "gpa and fault",
            ",,,,load,,gpa=1 fault=2",
            "3:17: expected either gpa or fault, got both"),
        row(
            "a pair without value",
            ",,,,load,,smm",
            "3:11: expected a key=value pair, got \"smm\""),
        row(
            "two spaces",
            ",,,,sregs,cr0=1  cr3=1,",
            "3:17: expected a key=value pair, got another space; single spaces separate pairs"),
        row(
            "a space at the end",
            ",,,,sregs,cr0=1 ,",
            "3:16: expected a key=value pair after the space, got none"),
        row(
            "seq that goes back",
            "5,,,,load,,\n4,,,,load,,",
            "4:1: seq: expected more than 5, that of the event before, got 4"),
        row(
            "seq that stops",
            "5,,,,load,,\n,,,,load,,",
            "4:1: seq: expected more than 5, that of the event before, got none, which makes it 3"),
        row(
            "time that goes back within a vCPU",
            ",9,1,2,load,,\n,8,2,2,load,,\n,8,1,2,load,,",
            "5:2: time_ns: expected at least 9, that of the event before on vm 1 vcpu 2, got 8"),
        row(
            "a vcpu out of range",
            ",,0,2147483648,load,,",
            "3:5: vcpu: expected a number from 0 to 2147483647, got \"2147483648\""),
        row(
            "a seq out of range",
            "0x8000000000000000,,,,load,,",
            "3:1: seq: expected a number from 0 to 9223372036854775807, got \"0x8000000000000000\""),
        row("too few cells", ",,,,load,", "3:10: expected 7 cells as in the header, got 6"),
        row("too many cells", ",,,,load,,,x", "3:12: expected 7 cells as in the header, got 8"),
        row(
            "text behind a quote",
            ",,,,\"load\"x,,",
            "3:11: expected a quoted cell to end with a quote before a comma or the line's end,"
                + " and quotes inside it to be doubled"),
        row(
            "a quote that never closes",
            ",,,,load,,\"smm=1\n,,,,load,,",
            "3:11: expected a quoted cell to end with a quote before a comma or the line's end,"
                + " and quotes inside it to be doubled"),
        row(
            "a line end within pairs",
            ",,,,load,\"a=1\",\"smm=1\nefer=1 x=2\"",
            "3:11: unknown key \"a\", expected none: load takes no key",
            "3:17: smm: expected 0 or 1, got \"1.efer=1\"",
            "4:8: unknown key \"x\", expected an expectation"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void errorIsReportedAtItsPlace(String name, String text, List<String> expected) throws Exception {
    Reading reading = read(text.getBytes(StandardCharsets.UTF_8));
    assertEquals(expected, reading.problems(), name);
  }

  private static Reading read(byte[] text) throws Exception {
    return Reading.of(new CsvTraceReader("t.csv", new ByteArrayInputStream(text)));
  }

  private static Arguments header(String name, String text, String... problems) {
    return Arguments.of(name, text, List.of(problems).stream().map(p -> "t.csv:" + p).toList());
  }

  private static Arguments row(String name, String rows, String... problems) {
    return header(name, HEADER + MACHINE + rows + "\n", problems);
  }
}
