// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.format.capture.Recording.Translation;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegisterLoadTest {
  private final VcpuSample before = VcpuSample.paged();
  private final VcpuSample after =
      before.with("cr0", 0xe0000011L).with("cr3", 0x118000).with("cr4", 0x30).with("efer", 0x500);

  @Test
  void sregsAreOneEventWithCr3FromTheRecordThatShowsIt() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("sregs", before)
            .probe("svm_efer", before, "val", 0x500)
            .probe("svm_cr0", before, "val", 0xe0000011L)
            .probe("svm_cr4", before, "val", 0x10)
            .probe("svm_cr4", before, "val", 0x30)
            .probe("reset_ctx", after)
            .probe("init_mmu", after)
            .probe("init_mmu_ret0", after)
            .probe("run", after)
            .translate();
    String sregs = "sregs cr0=0xe0000011 cr3=0x118000 cr4=0x30 efer=0x500";
    assertEquals(List.of(sregs), translation.operations());
    assertEquals(Arg.CR3.bit(), translation.last(sregs).takenOver());
    assertEquals("accepted=1", Rendering.expected(translation.last(sregs), ExpectKey.ACCEPTED));
  }

  @Test
  void sregsThatKvmRefusedSetNothing() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("svm_cr0", before, "val", 0)
            .probe("run", before)
            .probe("sregs", before)
            .probe("run", before)
            .translate();
    assertEquals(List.of(), translation.operations());
  }

  @Test
  void registersSetWithoutAProbeAreALoadToo() {
    VcpuSample reset = before.with("cr0", 0x60000010L).with("cr3", 0).with("cr4", 0);
    Translation translation =
        Recording.of("6.1.0")
            .probe("run", before)
            .probe("svm_cr0", before, "val", 0x60000010L)
            .probe("svm_cr4", before, "val", 0)
            .probe("svm_efer", before, "val", 0)
            .probe("run", reset)
            .translate();
    assertEquals(
        List.of("sregs cr0=0x60000010 cr3=0x0 cr4=0x0 efer=0x0"), translation.operations());
  }

  @Test
  void aChangeThatNoProbeSawIsExpectedToBeNoneWhereEveryWriteIsSeen() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("svm_cr4", before, "val", 0x10)
            .probe("run", before)
            .probe("run", before.with("cr4", 0x30))
            .translate();
    assertEquals(List.of(), translation.operations());
    assertEquals("cr4=0x30", Rendering.expected(translation.events.get(2), ExpectKey.CR4));
  }

  @Test
  void aChangeThatNoProbeSawIsTakenOverWhereTheVendorsCodeHasNone() {
    Translation translation =
        Recording.of("6.1.0").probe("load", before).probe("load", after).translate();
    assertEquals(
        List.of("sregs cr0=0xe0000011 cr3=0x118000 cr4=0x30 efer=0x500"), translation.operations());
    assertEquals(1, translation.unchecked(Unchecked.UNSEEN_WRITE));
  }

  @Test
  void aResetForAnEferThatNoProbeSawIsAWriteOfIt() {
    VcpuSample nx = before.with("efer", 0x800);
    Translation translation =
        Recording.of("6.1.0")
            .probe("load", before)
            .probe("reset_ctx", nx)
            .probe("init_mmu", nx)
            .probe("init_mmu_ret0", nx)
            .tracepoint("kvm_msr", "write", 1, "ecx", 0xc0000080L, "data", 0x800, "exception", 0)
            .translate();
    assertEquals(List.of("write efer=0x800"), translation.operations());
  }

  @Test
  void anEferWriteWithoutAResetIsKnownFromItsTracepoint() {
    Translation translation =
        Recording.of("6.1.0")
            .probe("load", before)
            .tracepoint("kvm_msr", "write", 1, "ecx", 0xc0000080L, "data", 1, "exception", 0)
            .probe("load", before.with("efer", 1))
            .translate();
    assertEquals(List.of("write efer=0x1"), translation.operations());
  }
}
