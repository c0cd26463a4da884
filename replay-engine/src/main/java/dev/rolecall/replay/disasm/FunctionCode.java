// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.disasm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The instructions of one function, and what they prove of its returns.
 *
 * <p>A function is understood if every jump in it is a direct one to one of its own instructions,
 * or leaves it for good. The registers that hold the first argument are followed along every path;
 * where paths meet, a register holds it only if it does on all of them.
 */
final class FunctionCode {
  private static final Set<String> NEVER_RETURN = Set.of("__stack_chk_fail", "panic", "do_exit");

  private final List<Instruction> code;
  private final Map<Long, Integer> indexOf = new HashMap<>();
  private final Set<Integer> jumpedTo = new HashSet<>();
  private final List<Set<Register>> holders = new ArrayList<>();

  FunctionCode(List<Instruction> instructions) {
    code = List.copyOf(instructions);
    for (int i = 0; i < code.size(); i++) {
      indexOf.put(code.get(i).address(), i);
      holders.add(EnumSet.noneOf(Register.class));
    }
  }

  /** The function's returns, those by a call that ends it included; none if not all are proven. */
  List<ReturnSite> returns() {
    if (code.isEmpty() || !isUnderstood()) {
      return List.of();
    }
    Set<Integer> reached = follow();
    List<ReturnSite> returns = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      if (reached.contains(i) && leaves(code.get(i))) {
        int place = place(i);
        if (place < 0) {
          return List.of();
        }
        Register holder = holder(place);
        returns.add(new ReturnSite(code.get(place).address() - start(), holder.probeName()));
      }
    }
    return returns;
  }

  private long start() {
    return code.get(0).address();
  }

  private boolean isUnderstood() {
    for (Instruction each : code) {
      boolean own = each.symbol().isEmpty() && indexOf.containsKey(each.target());
      if (each.isConditionalJump() && !own) {
        return false; // into a part of the function that lies elsewhere
      }
      boolean direct = each.target() >= 0 && !each.symbol().startsWith("__x86_indirect");
      if (each.isJump() && !each.isReturn() && (!direct || each.leadsToAPart())) {
        return false;
      }
      if ((each.isJump() || each.isConditionalJump()) && own) {
        jumpedTo.add(indexOf.get(each.target()));
      }
    }
    return true;
  }

  /** Whether the function ends with this instruction: a return, or a jump to another function. */
  private boolean leaves(Instruction each) {
    boolean own = each.symbol().isEmpty() && indexOf.containsKey(each.target());
    return each.isReturn() || (each.isJump() && !own);
  }

  /** Follows the argument along every path; the instructions that are reached. */
  private Set<Integer> follow() {
    Set<Integer> reached = new HashSet<>(Set.of(0));
    Deque<Integer> work = new ArrayDeque<>(List.of(0));
    holders.set(0, EnumSet.of(Register.DI));
    while (!work.isEmpty()) {
      int at = work.removeFirst();
      Set<Register> after = Holders.after(code.get(at), holders.get(at));
      for (int next : following(at)) {
        if (reached.add(next)) {
          holders.set(next, EnumSet.copyOf(after));
          work.add(next);
        } else if (holders.get(next).retainAll(after)) {
          work.add(next);
        }
      }
    }
    return reached;
  }

  private List<Integer> following(int at) {
    Instruction each = code.get(at);
    if (leaves(each) || (each.isCall() && neverReturns(each))) {
      return List.of();
    }
    List<Integer> following = new ArrayList<>();
    if (each.isJump() || each.isConditionalJump()) {
      following.add(indexOf.get(each.target()));
    }
    if (!each.isJump() && at + 1 < code.size()) {
      following.add(at + 1);
    }
    return following;
  }

  private static boolean neverReturns(Instruction call) {
    return NEVER_RETURN.stream().anyMatch(call.symbol()::startsWith);
  }

  /**
   * The last instruction before an exit at which a register holds the argument, one that is kept
   * for the caller if there is such, and which every path to the exit passes; negative if there is
   * none. What stands between them only restores registers.
   */
  private int place(int exit) {
    int kept = place(exit, Register.KEPT_BY_CALLS);
    return kept >= 0 ? kept : place(exit, EnumSet.allOf(Register.class));
  }

  private int place(int exit, Set<Register> wanted) {
    int at = exit;
    while (Collections.disjoint(holders.get(at), wanted)) {
      if (at == 0 || jumpedTo.contains(at) || !restores(code.get(at - 1))) {
        return -1;
      }
      at--;
    }
    return at;
  }

  private static boolean restores(Instruction each) {
    boolean goesOn = !each.isCall() && !each.isJump() && !each.isConditionalJump();
    return goesOn && Register.of(each.destination()).isPresent();
  }

  private Register holder(int place) {
    Set<Register> all = holders.get(place);
    return all.stream()
        .filter(Register.KEPT_BY_CALLS::contains)
        .findFirst()
        .orElseGet(() -> all.iterator().next());
  }
}
