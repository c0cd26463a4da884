// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.MmuId;
import java.util.Optional;

/** Where the fields of one probe lie, found once by their names. */
final class ProbeLayout {
  private static final String[] MMU_LETTERS = {"r", "g", "n"};

  private final VcpuRecord record = new VcpuRecord();
  private final KernelRelease release;
  private final int vcpu;
  private final int cr0;
  private final int cr3;
  private final int cr4;
  private final int efer;
  private final int hflags;
  private final int mmu;
  private final int walk;
  private final int maxPhyAddr;
  private final int value;
  private final int oldValue;
  private final int[] cpuRole = new int[3];
  private final int[] rootRole = new int[3];
  private final int[] rootLevel = new int[3];
  private final int[] shadowRootLevel = new int[3];
  private final int[] nestedArgs;
  private final RootFields roots;

  private ProbeLayout(KernelEventFormat format, KernelRelease release) {
    this.release = release;
    vcpu = format.fieldIndex("vcpu");
    cr0 = format.fieldIndex("cr0");
    cr3 = format.fieldIndex("cr3");
    cr4 = format.fieldIndex("cr4");
    efer = format.fieldIndex("efer");
    hflags = format.fieldIndex("hflags");
    mmu = format.fieldIndex("mmu");
    walk = format.fieldIndex("walk");
    maxPhyAddr = format.fieldIndex("mpa");
    value = firstOf(format, "val", "newpgd", "new", "entering");
    oldValue = format.fieldIndex("old");
    for (int i = 0; i < MMU_LETTERS.length; i++) {
      cpuRole[i] = format.fieldIndex(MMU_LETTERS[i] + "cpu");
      rootRole[i] = format.fieldIndex(MMU_LETTERS[i] + "role");
      rootLevel[i] = format.fieldIndex(MMU_LETTERS[i] + "rl");
      shadowRootLevel[i] = format.fieldIndex(MMU_LETTERS[i] + "sl");
    }
    nestedArgs = nestedArgs(format);
    roots = new RootFields(format);
  }

  /** The layout of a probe's event; empty if it lacks the fields that every probe has. */
  static Optional<ProbeLayout> of(KernelEventFormat format, KernelRelease release) {
    ProbeLayout layout = new ProbeLayout(format, release);
    return layout.isWhole() ? Optional.of(layout) : Optional.empty();
  }

  /** The vCPU pointer alone. */
  long vcpu(KernelEvent event) {
    return event.value(vcpu);
  }

  /** Everything that the event holds; valid until the next call. */
  VcpuRecord read(KernelEvent event) {
    record.position = event.position();
    record.vcpu = event.value(vcpu);
    record.cr0 = event.value(cr0);
    record.cr3 = event.value(cr3);
    record.cr4 = event.value(cr4);
    record.efer = event.value(efer);
    long flags = event.value(hflags);
    record.smm = (flags & release.smmFlag()) != 0;
    record.guestMode = (flags & release.guestModeFlag()) != 0;
    record.maxPhyAddr = valueOr(event, maxPhyAddr, VcpuRecord.NOT_RECORDED);
    record.value = valueOr(event, value, 0);
    record.oldValue = valueOr(event, oldValue, 0);
    readMmus(event);
    roots.read(event, record);
    for (int i = 0; i < nestedArgs.length; i++) {
      record.nestedArgs[i] = valueOr(event, nestedArgs[i], 0);
    }
    return record;
  }

  /**
   * The MMUs in use, from their addresses. {@code struct kvm_vcpu_arch} holds root_mmu, guest_mmu
   * and nested_mmu in this order, {@code mmu} is one of the first two and {@code walk_mmu} the
   * first or the last, so their order says which they are: equal ones are root_mmu.
   */
  private void readMmus(KernelEvent event) {
    int order = Long.compareUnsigned(event.value(mmu), event.value(walk));
    record.mmu = order == 0 ? MmuId.ROOT_MMU : MmuId.GUEST_MMU;
    record.walkMmu = order < 0 ? MmuId.NESTED_MMU : MmuId.ROOT_MMU;
    record.splitRoles = rootRole[0] != KernelEventFormat.ABSENT;
    for (int i = 0; i < cpuRole.length; i++) {
      record.cpuRole[i] = event.value(cpuRole[i]);
      record.rootRole[i] = valueOr(event, rootRole[i], 0);
      record.rootLevel[i] = valueOr(event, rootLevel[i], 0);
      record.shadowRootLevel[i] = valueOr(event, shadowRootLevel[i], 0);
    }
  }

  private boolean isWhole() {
    for (int field : new int[] {vcpu, cr0, cr3, cr4, efer, hflags, mmu, walk}) {
      if (field == KernelEventFormat.ABSENT) {
        return false;
      }
    }
    for (int i = 0; i < cpuRole.length; i++) {
      boolean roles = rootRole[i] != KernelEventFormat.ABSENT;
      boolean levels = rootLevel[i] != KernelEventFormat.ABSENT;
      if (cpuRole[i] == KernelEventFormat.ABSENT || roles == levels) {
        return false;
      }
    }
    return true;
  }

  private static int[] nestedArgs(KernelEventFormat format) {
    String[] names =
        format.name().startsWith("ept")
            ? new String[] {"a_eptp", "a_execonly", "a_ad"}
            : new String[] {"a_cr0", "a_cr4", "a_efer", "a_ncr3"};
    int[] fields = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      fields[i] = format.fieldIndex(names[i]);
    }
    return fields[0] == KernelEventFormat.ABSENT ? new int[0] : fields;
  }

  private static int firstOf(KernelEventFormat format, String... names) {
    for (String name : names) {
      int index = format.fieldIndex(name);
      if (index != KernelEventFormat.ABSENT) {
        return index;
      }
    }
    return KernelEventFormat.ABSENT;
  }

  private static long valueOr(KernelEvent event, int field, long otherwise) {
    return field == KernelEventFormat.ABSENT ? otherwise : event.value(field);
  }
}
