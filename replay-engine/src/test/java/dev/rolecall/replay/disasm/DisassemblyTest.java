// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.disasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisassemblyTest {
  @TempDir private Path folder;

  @Test
  void returnIsBeforeTheRegisterIsRestored() throws Exception {
    assertEquals(
        List.of(new ReturnSite(0xd, "%bx")),
        returns(
            """
               100:	call   105 <f+0x5>
            			101: R_X86_64_PLT32	__fentry__-0x4
               105:	push   %rbx
               106:	mov    %rdi,%rbx
               109:	call   10d <f+0xd>
            			10a: R_X86_64_PLT32	other-0x4
               10d:	pop    %rbx
               10e:	ret
            """));
  }

  @Test
  void thunkIsAReturnAndAnotherFunctionsJumpToo() throws Exception {
    assertEquals(
        List.of(new ReturnSite(0x9, "%r12"), new ReturnSite(0x13, "%r12")),
        returns(
            """
               100:	push   %r12
               102:	mov    %rdi,%r12
               105:	test   %esi,%esi
               107:	jne    110 <f+0x10>
               109:	pop    %r12
               10b:	jmp    110 <f+0x10>
            			10c: R_X86_64_PLT32	__x86_return_thunk-0x4
               110:	mov    %r12,%rsi
               113:	pop    %r12
               115:	jmp    90 <g>
            """));
  }

  @Test
  void registerThatHoldsItOnOnePathAloneProvesNothing() throws Exception {
    assertEquals(
        List.of(),
        returns(
            """
               100:	push   %rbx
               101:	test   %esi,%esi
               103:	jne    108 <f+0x8>
               105:	mov    %rdi,%rbx
               108:	call   10d <f+0xd>
               10d:	pop    %rbx
               10e:	ret
            """));
  }

  @Test
  void callChangesTheArgumentsRegister() throws Exception {
    assertEquals(List.of(), returns("   100:	call   80 <g>\n   105:	ret\n"));
    assertEquals(
        List.of(new ReturnSite(0, "%di")), returns("   100:	ret\n"), "and nothing else does");
  }

  @Test
  void partOfAFunctionThatLiesElsewhereIsNotProven() throws Exception {
    assertEquals(
        List.of(),
        returns(
            """
               100:	test   %esi,%esi
               102:	jne    108 <f+0x8>
            			104: R_X86_64_PC32	.text.unlikely+0x10
               108:	ret
            """));
    assertEquals(List.of(), returns("   100:	jmp    5000 <f.cold>\n"));
  }

  @Test
  void jumpThroughARegisterIsNotProven() throws Exception {
    assertEquals(List.of(), returns("   100:	jmp    *%rax\n"));
    assertEquals(
        List.of(),
        returns(
            "   100:	jmp    105 <f+0x5>\n			101: R_X86_64_PLT32	__x86_indirect_thunk_rax-0x4\n"));
  }

  @Test
  void jumpIntoTheEndProvesNothingBeforeIt() throws Exception {
    assertEquals(
        List.of(),
        returns(
            """
               100:	push   %rbx
               101:	mov    %rdi,%rbx
               104:	xor    %edi,%edi
               106:	test   %esi,%esi
               108:	jne    10b <f+0xb>
               10a:	pop    %rbx
               10b:	ret
            """));
  }

  @Test
  void instructionThatIsNotKnownMayChangeAnything() throws Exception {
    assertEquals(List.of(), returns("   100:	cpuid\n   102:	ret\n"));
    assertEquals(
        List.of(new ReturnSite(3, "%di")), returns("   100:	cltq\n   102:	nop\n   103:	ret\n"));
  }

  @Test
  void storeAfterTheLastPlaceProvesNothing() throws Exception {
    assertEquals(
        List.of(),
        returns(
            """
               100:	mov    %rsi,%rax
               103:	xor    %edi,%edi
               105:	mov    %rax,0x8(%rsi)
               109:	ret
            """));
  }

  @Test
  void functionsOfOneNameProveNothing() throws Exception {
    String twice = "0000000000000100 <f>:\n   100:	ret\n\n0000000000000200 <f>:\n   200:	nop\n";
    assertEquals(List.of(), open(twice + "   201:	ret\n").returns("f"));
  }

  @Test
  void textWithoutTheFunctionsIsRefused() {
    assertThrows(TraceInputException.class, () -> open("0000000000000100 <g>:\n   100:	ret\n"));
  }

  private List<ReturnSite> returns(String body) throws IOException, TraceInputException {
    return open("0000000000000100 <f>:\n" + body).returns("f");
  }

  private Disassembly open(String text) throws IOException, TraceInputException {
    return Disassembly.open(Files.writeString(folder.resolve("text"), text), Set.of("f"));
  }
}
