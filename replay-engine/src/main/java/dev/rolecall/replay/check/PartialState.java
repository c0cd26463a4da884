// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.replay.knowledge.Knowledge;
import dev.rolecall.replay.knowledge.WorldBit;
import dev.rolecall.replay.knowledge.Worlds;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a vCPU's registers, L1's and L2's apart, and of who runs. It follows the events
 * that change a vCPU, and makes no check.
 */
final class PartialState {
  private static final Map<Arg, Register> REGISTERS =
      Map.of(Arg.CR0, Register.CR0, Arg.CR4, Register.CR4, Arg.EFER, Register.EFER);
  private static final long EVERY_BIT = -1;

  private final Machine machine;
  private final Knowledge<EventRef> l1 = new Knowledge<>();
  private final Knowledge<EventRef> l2 = new Knowledge<>();
  private final Set<Stage> stages;

  /** Of nothing is anything known. */
  PartialState(Machine machine) {
    this.machine = machine;
    this.stages = EnumSet.copyOf(Stage.allOf(machine));
  }

  /** Who may run; never empty. */
  Set<Stage> stages() {
    return stages;
  }

  /** It is certain that this one runs. */
  void runs(Stage stage) {
    stages.clear();
    stages.add(stage);
  }

  /** What is known of the registers that a context is set up from. */
  Knowledge<EventRef> of(View view) {
    return view == View.L1 || view == View.NPT ? l1 : l2;
  }

  /** What is known of the registers of whoever runs. */
  Knowledge<EventRef> of(Stage stage) {
    return stage == Stage.L1 ? l1 : l2;
  }

  /** A {@code widen}: what may have changed without a record. */
  void widen(KeyValues<Arg> args) {
    int mask = args.numberOr(Arg.SMM, 0) == 1 ? WorldBit.SMM.mask() : 0;
    for (Map.Entry<Arg, Register> each : REGISTERS.entrySet()) {
      mask |= WorldBit.of(each.getValue(), args.numberOr(each.getKey(), 0));
    }
    boolean anyone = args.numberOr(Arg.GUEST_MODE, 0) == 1;
    if (anyone || stages.contains(Stage.L1)) {
      l1.free(mask);
    }
    if (anyone || !isOnly(Stage.L1)) {
      l2.free(mask);
    }
    if (anyone) {
      stages.addAll(Stage.allOf(machine));
    }
  }

  /** A write of which it is not known whether KVM took it, or whose registers it is to. */
  void mayWrite(KeyValues<Arg> args) {
    freeOfRunning(given(args));
  }

  /** KVM_SET_SREGS, or a write that KVM took: everything that the event names is set. */
  void set(TraceEvent event) {
    int mask = given(event.args());
    if (stages.size() > 1) {
      freeOfRunning(mask);
    } else if (mask != 0) {
      running().assign(mask, values(event.args()), EventRef.of(event, ""));
    }
  }

  /** The bits of a world that an event's registers hold. */
  static int given(KeyValues<Arg> args) {
    int mask = 0;
    for (Map.Entry<Arg, Register> each : REGISTERS.entrySet()) {
      mask |= args.has(each.getKey()) ? WorldBit.of(each.getValue(), EVERY_BIT) : 0;
    }
    return mask;
  }

  /** The values of these bits. */
  static int values(KeyValues<Arg> args) {
    int values = 0;
    for (Map.Entry<Arg, Register> each : REGISTERS.entrySet()) {
      values |= WorldBit.of(each.getValue(), args.numberOr(each.getKey(), 0));
    }
    return values;
  }

  /**
   * An SMI, or RSM. SMM begins in L1 (kvm_x86_ops.enter_smm leaves guest mode), with the registers
   * that enter_smm(), v5.18 x86.c, gives it; it ends with whatever the handler left in memory.
   */
  void smm(TraceEvent event) {
    if (!event.args().flag(Arg.ENTER)) {
      forget();
      return;
    }
    if (!isOnly(Stage.L1)) {
      l1.free(WorldBit.of(Register.CR0, Cr0.WP)); // whose it is hangs on who ran
    }
    runs(Stage.L1);
    int kept = WorldBit.of(Register.CR0, Cr0.WP);
    int all =
        WorldBit.of(Register.CR0, EVERY_BIT)
            | WorldBit.of(Register.CR4, EVERY_BIT)
            | WorldBit.of(Register.EFER, EVERY_BIT)
            | WorldBit.SMM.mask();
    l1.assign(all & ~kept, WorldBit.SMM.mask(), EventRef.of(event, ""));
  }

  /** L1 enters L2, whose registers are L1's but for those that the event gives. */
  void enterNested(TraceEvent event) {
    l2.copyFrom(l1);
    runs(Stage.of(event.args().word(Arg.MODE, NestedMode.class)));
    set(event);
  }

  /**
   * L2 exits: L1 goes on with its registers, but for those that the event gives. SMM is the vCPU's
   * and no register: it is as it was in L2 (nested_svm_vmexit(), nested_vmx_vmexit(), v6.1).
   */
  void leaveNested(TraceEvent event) {
    if (!stages.contains(Stage.L1)) {
      shareSmm(event);
    }
    runs(Stage.L1);
    set(event);
  }

  private void shareSmm(TraceEvent event) {
    int smm = WorldBit.SMM.mask();
    boolean inSmm = l2.possible().meets(Worlds.with(smm, smm));
    boolean outOfSmm = l2.possible().meets(Worlds.with(smm, 0));
    if (inSmm != outOfSmm) {
      l1.observe(Worlds.with(smm, inSmm ? smm : 0), () -> EventRef.of(event, ""));
    }
  }

  /** It shows whether L2 runs. */
  void observeGuestMode(boolean guestMode) {
    if (!guestMode) {
      runs(Stage.L1);
    } else if (isOnly(Stage.L1)) {
      l2.forget();
      stages.addAll(Stage.allOf(machine));
      stages.remove(Stage.L1);
    } else {
      stages.remove(Stage.L1);
    }
  }

  /** It shows that L2 runs with nested paging, or that nobody does. */
  void observeTwoStages(boolean twoStages) {
    if (twoStages) {
      observeGuestMode(true);
    }
    Set<Stage> matching = EnumSet.copyOf(Stage.allOf(machine));
    matching.removeIf(stage -> stage.isTwoStage() != twoStages);
    Set<Stage> kept = EnumSet.copyOf(stages);
    kept.retainAll(matching);
    stages.clear();
    stages.addAll(kept.isEmpty() ? matching : kept);
  }

  /** Nothing is known any more. */
  void forget() {
    l1.forget();
    l2.forget();
    stages.addAll(Stage.allOf(machine));
  }

  /** What is known of the registers of the one who runs, if that is certain. */
  Knowledge<EventRef> running() {
    return of(stages.iterator().next());
  }

  private void freeOfRunning(int mask) {
    for (Stage stage : stages) {
      of(stage).free(mask);
    }
  }

  private boolean isOnly(Stage stage) {
    return stages.size() == 1 && stages.contains(stage);
  }
}
