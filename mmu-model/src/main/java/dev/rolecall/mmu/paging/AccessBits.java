// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import static dev.rolecall.mmu.paging.PagingFlag.NX;
import static dev.rolecall.mmu.paging.PagingFlag.PKE;
import static dev.rolecall.mmu.paging.PagingFlag.SMAP;
import static dev.rolecall.mmu.paging.PagingFlag.SMEP;
import static dev.rolecall.mmu.paging.PagingFlag.WP;

import dev.rolecall.mmu.rule.RuleVariant;
import java.util.EnumSet;
import java.util.Set;

/** KVM's ACC_ bits: the rights that a walk accumulates, and what they allow. */
public enum AccessBits implements RuleVariant {
  /** gpte_access(), paging_tmpl.h; update_permission_bitmask(), mmu.c; v5.10. */
  V5_10("v5.10", "ACC_EXEC 1, ACC_WRITE 2, ACC_USER 4, which EPT uses for readable") {
    @Override
    public int of(PteFormat format, long rights) {
      return format == PteFormat.EPT
          ? (int) (((rights >>> 2) & 1) | (rights & 2) | ((rights & 1) << 2))
          : (int) (((rights >>> NX_SHIFT) & 1) ^ (rights & WRITE_USER) ^ (rights & 1));
    }

    @Override
    int exec() {
      return 1;
    }

    @Override
    public Set<Right> rights(PteFormat format, int acc) {
      boolean ept = format == PteFormat.EPT;
      Set<Right> rights =
          rights(acc, Right.EXEC, Right.WRITE, ept ? Right.READ : Right.USER, Right.READ);
      if (!ept) {
        rights.add(Right.READ);
      }
      return rights;
    }

    @Override
    Denial denialOfEpt(long pferr, int acc) {
      return lacks(pferr, Pferr.USER, acc, USER) ? Denial.NOT_USER : super.denialOfEpt(pferr, acc);
    }
  },

  /** gpte_access(), paging_tmpl.h; update_permission_bitmask(), mmu.c; v7.2 without MBEC, GMET. */
  V7_2("v7.2", "ACC_READ 1, ACC_WRITE 2, ACC_USER 4, ACC_EXEC 8; EPT has no user bit") {
    @Override
    public int of(PteFormat format, long rights) {
      if (format == PteFormat.EPT) {
        long userExec = (rights >>> 10) & 1;
        return (int) ((rights & 3) | (userExec << 2) | (((rights >>> 2) & 1) << 3));
      }
      return (int) ((rights & (WRITE_USER | 1)) | ((~rights >>> NX_SHIFT) & 1) << 3);
    }

    @Override
    int exec() {
      return 8;
    }

    @Override
    public Set<Right> rights(PteFormat format, int acc) {
      Set<Right> rights = rights(acc, Right.READ, Right.WRITE, Right.USER, Right.EXEC);
      if (format == PteFormat.EPT) {
        rights.remove(Right.USER);
      }
      return rights;
    }

    @Override
    boolean isUnreadable(long pferr, int acc) {
      return (pferr & (Pferr.WRITE | Pferr.FETCH)) == 0 && (acc & READ) == 0;
    }
  };

  /** ACC_ALL, of as many bits as there have been. */
  static final int ALL = 0xf;

  private static final int NX_SHIFT = 63;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int USER = 4;
  private static final long WRITE_USER = WRITE | USER;

  private final Label label;

  AccessBits(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * The ACC_ bits of accumulated entries: gpte_access().
   *
   * @param rights the entries of a walk, ANDed, but bit 63 set if any entry that has NX has it set
   */
  public abstract int of(PteFormat format, long rights);

  /** ACC_EXEC_MASK. */
  abstract int exec();

  /** Why an access faults on what EPT entries allow. */
  Denial denialOfEpt(long pferr, int acc) {
    if (isUnreadable(pferr, acc)) {
      return Denial.NOT_READABLE;
    }
    if (lacks(pferr, Pferr.WRITE, acc, WRITE)) {
      return Denial.NOT_WRITABLE;
    }
    return lacks(pferr, Pferr.FETCH, acc, exec()) ? Denial.NOT_EXECUTABLE : Denial.NONE;
  }

  /** Whether an access reads what cannot be read; kernels without ACC_READ do not ask. */
  boolean isUnreadable(long pferr, int acc) {
    return false;
  }

  /** The rights that ACC_ bits stand for, which tell the same of every kernel. */
  public enum Right {
    READ,
    WRITE,
    USER,
    EXEC
  }

  /** What ACC_ bits of a walk of that format mean. */
  public abstract Set<Right> rights(PteFormat format, int acc);

  static Set<Right> rights(int acc, Right first, Right second, Right third, Right fourth) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    Right[] each = {first, second, third, fourth};
    for (int bit = 0; bit < each.length; bit++) {
      if (((acc >>> bit) & 1) != 0) {
        rights.add(each[bit]);
      }
    }
    return rights;
  }

  /** ACC_USER_MASK in {@code acc}. */
  static int user(int acc) {
    return acc & USER;
  }

  /** {@code acc} without ACC_WRITE_MASK. */
  static int withoutWrite(int acc) {
    return acc & ~WRITE;
  }

  /**
   * The ACC_ bits that KVM maps a page with after a fault: where CR0.WP does not protect it, what
   * the supervisor writes to becomes writable for it alone, and with SMEP not executable:
   * FNAME(page_fault), v5.10 and v6.1 paging_tmpl.h.
   *
   * @param pferr the access that faulted
   * @param acc the ACC_ bits that the walk left
   */
  public int mapped(Set<PagingFlag> flags, long pferr, int acc) {
    boolean supervisorWrite = (pferr & (Pferr.WRITE | Pferr.USER)) == Pferr.WRITE;
    if (!supervisorWrite || (acc & WRITE) != 0 || flags.contains(WP)) {
      return acc;
    }
    int writable = (acc | WRITE) & ~USER;
    return flags.contains(SMEP) ? writable & ~exec() : writable;
  }

  /** What a context's accesses are allowed: update_permission_bitmask(), update_pkru_bitmask(). */
  Permissions permissions(PteFormat format, Set<PagingFlag> flags) {
    int keys = format == PteFormat.EPT ? 0 : pkruMask(flags);
    return new Permissions((pferr, acc) -> denial(format, flags, pferr, acc), keys);
  }

  /**
   * Why an access faults, protection keys aside.
   *
   * @param pferr WRITE, USER and FETCH; RSVD if SMAP does not apply
   */
  Denial denial(PteFormat format, Set<PagingFlag> flags, long pferr, int acc) {
    if (format == PteFormat.EPT) {
      return denialOfEpt(pferr, acc);
    }
    boolean user = (pferr & Pferr.USER) != 0;
    if (isUnreadable(pferr, acc)) {
      return Denial.NOT_READABLE;
    }
    if (lacks(pferr, Pferr.USER, acc, USER)) {
      return Denial.NOT_USER;
    }
    if (lacks(pferr, Pferr.WRITE, acc, WRITE) && (user || flags.contains(WP))) {
      return Denial.NOT_WRITABLE;
    }
    if (lacks(pferr, Pferr.FETCH, acc, exec()) && flags.contains(NX)) {
      return Denial.NOT_EXECUTABLE;
    }
    return !user && (acc & USER) != 0 ? denialOfUserPage(flags, pferr) : Denial.NONE;
  }

  /** Why the supervisor may not access a user page. */
  private static Denial denialOfUserPage(Set<PagingFlag> flags, long pferr) {
    if ((pferr & Pferr.FETCH) != 0) {
      return flags.contains(SMEP) ? Denial.SMEP : Denial.NONE;
    }
    boolean applies = flags.contains(SMAP) && (pferr & Pferr.RSVD) == 0;
    return applies ? Denial.SMAP : Denial.NONE;
  }

  /** Whether an access of that kind is made, and the right to it is missing. */
  private static boolean lacks(long pferr, long kind, int acc, int right) {
    return (pferr & kind) != 0 && (acc & right) == 0;
  }

  /** Keys rule data accesses to user pages; write-disable those of users, or all with CR0.WP. */
  private static int pkruMask(Set<PagingFlag> flags) {
    int mask = 0;
    for (int pferr = 0; flags.contains(PKE) && pferr < 2 * Permissions.ACCESSES; pferr += 2) {
      if ((pferr & Pferr.FETCH) == 0 && (pferr & Pferr.RSVD) != 0) {
        boolean write = (pferr & Pferr.WRITE) != 0;
        boolean counts = write && ((pferr & Pferr.USER) != 0 || flags.contains(WP));
        mask |= (counts ? 3 : 1) << pferr;
      }
    }
    return mask;
  }

  @Override
  public Label label() {
    return label;
  }
}
