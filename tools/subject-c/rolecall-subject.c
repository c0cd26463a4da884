// SPDX-License-Identifier: Apache-2.0
/*
 * An implementation of KVM's MMU roles that Rolecall can be set against: it reads what happens to
 * vCPUs on standard input and says on standard output which role words come of it. The protocol is
 * proto/src/main/protobuf/rolecall/subject.proto; all of it that is needed here is in this file,
 * which takes a C11 compiler and libc.
 *
 * TO TEST THE CODE OF YOUR TREE, replace the functions of section 2 by yours and change nothing
 * else:
 *
 *   1. Copy from your arch/x86/include/asm/kvm_host.h the unions of the role words, and from your
 *      mmu/mmu.c the accessors of struct kvm_mmu_role_regs, which section 1 has, and the functions
 *      that compute roles. Section 1 has what they are written against: u8, u32, u64, is_smm(),
 *      is_guest_mode(), the register bits, ACC_ALL, the levels of page tables, __maybe_unused.
 *      Keep on(), which other sections use.
 *   2. Have the five hooks of section 2 call them, as in
 *          static u64 hook_cpu_role(struct kvm_vcpu *vcpu, const struct kvm_mmu_role_regs *regs)
 *          {
 *                  return kvm_calc_cpu_role(vcpu, regs).as_u64;
 *          }
 *   3. Name in REVISION the kernel whose layout your words have ("rolecall revisions" lists them).
 *   4. make check, and then compare:  rolecall diff --base v6.1 --subject ./rolecall-subject TRACE
 *
 * Section 3 is what calls the hooks: when KVM computes a role again. Where your tree does that at
 * other moments, change it there. What this file does not know it leaves out of its answers, and
 * Rolecall does not compare it: roots, requests, walks, shadow pages.
 *
 * The rules are those of Linux 6.1.192, written anew: no line of the kernel is in this file.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REVISION "v6.1"
#define PROTOCOL 1

/* ---- 1. What the code under test sees ------------------------------------------------------- */

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define BIT_ULL(n) (1ULL << (n))

#define X86_CR0_PE BIT_ULL(0)
#define X86_CR0_EM BIT_ULL(2)
#define X86_CR0_TS BIT_ULL(3)
#define X86_CR0_ET BIT_ULL(4)
#define X86_CR0_WP BIT_ULL(16)
#define X86_CR0_NW BIT_ULL(29)
#define X86_CR0_CD BIT_ULL(30)
#define X86_CR0_PG BIT_ULL(31)
#define CR0_DEFINED 0xe005003fULL

#define X86_CR3_PCID_MASK 0xfffULL
#define X86_CR3_PCID_NOFLUSH BIT_ULL(63)

#define X86_CR4_PSE BIT_ULL(4)
#define X86_CR4_PAE BIT_ULL(5)
#define X86_CR4_PGE BIT_ULL(7)
#define X86_CR4_LA57 BIT_ULL(12)
#define X86_CR4_PCIDE BIT_ULL(17)
#define X86_CR4_SMEP BIT_ULL(20)
#define X86_CR4_SMAP BIT_ULL(21)
#define X86_CR4_PKE BIT_ULL(22)
/* VME to OSXMMEXCPT, UMIP, LA57, VMXE, FSGSBASE, PCIDE, OSXSAVE, SMEP, SMAP, PKE */
#define CR4_DEFINED 0x773fffULL

#define EFER_SCE BIT_ULL(0)
#define EFER_LME BIT_ULL(8)
#define EFER_LMA BIT_ULL(10)
#define EFER_NX BIT_ULL(11)
#define EFER_SVME BIT_ULL(12)
#define EFER_DEFINED (EFER_SCE | EFER_LME | EFER_LMA | EFER_NX | EFER_SVME)

/* Read, write and execute: the role of a context has all rights. */
#define ACC_ALL 7
#define __maybe_unused __attribute__((unused))
enum { PT32_ROOT_LEVEL = 2, PT32E_ROOT_LEVEL, PT64_ROOT_4LEVEL, PT64_ROOT_5LEVEL };

struct kvm_mmu_role_regs {
	u64 cr0;
	u64 cr4;
	u64 efer;
};

struct regs {
	u64 cr0, cr3, cr4, efer;
};

enum feature { NX, GBPAGES, LA57, SMEP, SMAP, PKU, LM, PCID, PSE36, LAM, FEATURES };

struct cpuid {
	u64 maxphyaddr;
	bool has[FEATURES];
};

struct mmu {
	u64 cpu_role;
	u32 root_role;
	bool used;
	bool reconfigured; /* during the last event */
};

enum mmu_id { ROOT_MMU = 1, GUEST_MMU, NESTED_MMU, MMUS }; /* as in enum Mmu of the schema */

enum nested_mode { NESTED_NONE, NESTED_NPT, NESTED_EPT, NESTED_SHADOW };

struct kvm_vcpu {
	u32 vm, number;
	/* Its state is not known any more: nothing is said of it until it appears again. */
	bool lost;
	struct regs regs;
	struct cpuid cpuid;
	bool smm, guest_mode;
	struct mmu mmu[MMUS];
	enum mmu_id arch_mmu, walk_mmu;
	/* how L1 entered L2 */
	struct {
		struct regs l1;
		enum nested_mode mode;
		u64 root; /* nCR3 or EPTP */
		bool execonly, ad;
	} nested;
	/* what an SMI saved */
	struct {
		struct regs regs;
		bool in_l2;
	} before_smm;
};

static struct {
	bool intel;
	bool tdp;
	u32 tdp_levels;
	bool ept_ad;
	u64 maxphyaddr;
} host;

static bool is_smm(const struct kvm_vcpu *vcpu)
{
	return vcpu->smm;
}

static bool is_guest_mode(const struct kvm_vcpu *vcpu)
{
	return vcpu->guest_mode;
}

/* How deep two-dimensional paging is: EPT has five levels only for guests that need them. */
static u32 tdp_level(const struct kvm_vcpu *vcpu)
{
	return host.intel && vcpu->cpuid.maxphyaddr <= 48 ? 4 : host.tdp_levels;
}

/* Whether the page tables that KVM builds have no accessed and dirty bits. */
static bool ad_disabled(void)
{
	return host.tdp && host.intel && !host.ept_ad;
}

/* ---- 2. The code under test: put the functions of your tree here ------------------------------ */

/* The lower half of a role word. */
#define ROLE_LEVEL(n) ((u64)(n))
#define ROLE_LEVEL_MASK 0xfULL
#define ROLE_HAS_4_BYTE_GPTE BIT_ULL(4)
#define ROLE_DIRECT BIT_ULL(7)
#define ROLE_ACCESS ((u64)ACC_ALL << 8)
#define ROLE_EFER_NX BIT_ULL(12)
#define ROLE_CR0_WP BIT_ULL(13)
#define ROLE_SMEP_ANDNOT_WP BIT_ULL(14)
#define ROLE_SMAP_ANDNOT_WP BIT_ULL(15)
#define ROLE_AD_DISABLED BIT_ULL(16)
#define ROLE_GUEST_MODE BIT_ULL(17)
#define ROLE_PASSTHROUGH BIT_ULL(18)
#define ROLE_SMM BIT_ULL(24)
/* The upper half, which only cpu_role has. */
#define EXT_VALID BIT_ULL(32)
#define EXT_EXECONLY BIT_ULL(33)
#define EXT_CR4_PSE BIT_ULL(34)
#define EXT_CR4_PKE BIT_ULL(35)
#define EXT_CR4_SMAP BIT_ULL(36)
#define EXT_CR4_SMEP BIT_ULL(37)
#define EXT_CR4_LA57 BIT_ULL(38)
#define EXT_EFER_LMA BIT_ULL(39)

static u64 on(bool condition, u64 bits)
{
	return condition ? bits : 0;
}

/* Levels of the guest's page table. */
static u32 guest_level(const struct kvm_mmu_role_regs *regs)
{
	if (regs->efer & EFER_LMA)
		return regs->cr4 & X86_CR4_LA57 ? 5 : 4;
	return regs->cr4 & X86_CR4_PAE ? 3 : 2;
}

/* Hook: the cpu_role of root_mmu, nested_mmu and, under NPT, guest_mmu. */
static u64 hook_cpu_role(struct kvm_vcpu *vcpu, const struct kvm_mmu_role_regs *regs)
{
	bool wp = regs->cr0 & X86_CR0_WP;
	bool lma = regs->efer & EFER_LMA;
	u64 role = ROLE_ACCESS | EXT_VALID | on(is_smm(vcpu), ROLE_SMM) |
		   on(is_guest_mode(vcpu), ROLE_GUEST_MODE);

	if (!(regs->cr0 & X86_CR0_PG))
		return role | ROLE_DIRECT;
	return role | ROLE_LEVEL(guest_level(regs)) |
	       on(!(regs->cr4 & X86_CR4_PAE), ROLE_HAS_4_BYTE_GPTE) |
	       on(regs->efer & EFER_NX, ROLE_EFER_NX) |
	       on(wp, ROLE_CR0_WP) |
	       on(!wp && regs->cr4 & X86_CR4_SMEP, ROLE_SMEP_ANDNOT_WP) |
	       on(!wp && regs->cr4 & X86_CR4_SMAP, ROLE_SMAP_ANDNOT_WP) |
	       on(regs->cr4 & X86_CR4_PSE, EXT_CR4_PSE) |
	       on(regs->cr4 & X86_CR4_SMEP, EXT_CR4_SMEP) |
	       on(regs->cr4 & X86_CR4_SMAP, EXT_CR4_SMAP) |
	       on(lma && regs->cr4 & X86_CR4_PKE, EXT_CR4_PKE) |
	       on(lma && regs->cr4 & X86_CR4_LA57, EXT_CR4_LA57) |
	       on(lma, EXT_EFER_LMA);
}

/* Hook: the root_role of root_mmu with two-dimensional paging. */
static u32 hook_tdp_root_role(struct kvm_vcpu *vcpu, u64 cpu_role)
{
	(void)cpu_role;
	return (u32)(ROLE_ACCESS | ROLE_DIRECT | ROLE_CR0_WP | ROLE_EFER_NX |
	       ROLE_LEVEL(tdp_level(vcpu)) | on(ad_disabled(), ROLE_AD_DISABLED) |
	       on(is_smm(vcpu), ROLE_SMM) | on(is_guest_mode(vcpu), ROLE_GUEST_MODE));
}

static u64 with_level(u64 role, u32 level)
{
	return (role & ~ROLE_LEVEL_MASK) | ROLE_LEVEL(level);
}

/* Hook: the root_role of root_mmu with shadow paging, which has three levels at least. */
static u32 hook_shadow_root_role(struct kvm_vcpu *vcpu, u64 cpu_role)
{
	u32 level = cpu_role & ROLE_LEVEL_MASK;

	(void)vcpu;
	return (u32)(with_level(cpu_role, level < 3 ? 3 : level) | ROLE_EFER_NX);
}

/* Hook: the root_role of guest_mmu while it shadows L1's NPT. */
static u32 hook_npt_root_role(struct kvm_vcpu *vcpu, u64 cpu_role)
{
	bool fifth = tdp_level(vcpu) == 5 && (cpu_role & ROLE_LEVEL_MASK) == 4;

	return (u32)(with_level(cpu_role, tdp_level(vcpu)) | on(fifth, ROLE_PASSTHROUGH));
}

/* Hook: the cpu_role of guest_mmu while it shadows L1's EPT; the root_role is its lower half. */
static u64 hook_ept_role(struct kvm_vcpu *vcpu, u32 level, bool ad, bool execonly)
{
	(void)vcpu;
	return ROLE_ACCESS | EXT_VALID | ROLE_GUEST_MODE | ROLE_LEVEL(level) |
	       on(!ad, ROLE_AD_DISABLED) | on(execonly, EXT_EXECONLY);
}

/* ---- 3. When roles are computed ---------------------------------------------------------------- */

static struct kvm_mmu_role_regs role_regs(const struct regs *regs)
{
	return (struct kvm_mmu_role_regs){ regs->cr0, regs->cr4, regs->efer };
}

/* A context whose words come out as they are is kept. */
static void configure(struct mmu *mmu, u64 cpu_role, u32 root_role)
{
	if (mmu->cpu_role == cpu_role && mmu->root_role == root_role)
		return;
	mmu->cpu_role = cpu_role;
	mmu->root_role = root_role;
	mmu->used = true;
	mmu->reconfigured = true;
}

/* The context that walks the guest's page tables is set up. */
static void init_mmu(struct kvm_vcpu *vcpu)
{
	struct kvm_mmu_role_regs regs = role_regs(&vcpu->regs);
	u64 cpu_role = hook_cpu_role(vcpu, &regs);

	if (vcpu->walk_mmu == NESTED_MMU) {
		struct mmu *nested = &vcpu->mmu[NESTED_MMU];

		configure(nested, cpu_role, nested->root_role);
	} else if (host.tdp) {
		configure(&vcpu->mmu[ROOT_MMU], cpu_role, hook_tdp_root_role(vcpu, cpu_role));
	} else {
		configure(&vcpu->mmu[ROOT_MMU], cpu_role, hook_shadow_root_role(vcpu, cpu_role));
	}
}

static void use_root_mmu(struct kvm_vcpu *vcpu)
{
	vcpu->arch_mmu = ROOT_MMU;
	vcpu->walk_mmu = ROOT_MMU;
}

static void use_guest_mmu(struct kvm_vcpu *vcpu, u64 cpu_role, u32 root_role)
{
	vcpu->arch_mmu = GUEST_MMU;
	vcpu->walk_mmu = NESTED_MMU;
	configure(&vcpu->mmu[GUEST_MMU], cpu_role, root_role);
}

/* L1's registers govern its nested page tables, but for CR0 and protection keys. */
static void init_npt(struct kvm_vcpu *vcpu)
{
	const struct regs *l1 = &vcpu->nested.l1;
	struct kvm_mmu_role_regs regs = { X86_CR0_PG, l1->cr4 & ~X86_CR4_PKE, l1->efer };
	u64 cpu_role = hook_cpu_role(vcpu, &regs);

	use_guest_mmu(vcpu, cpu_role, hook_npt_root_role(vcpu, cpu_role));
}

static void init_ept(struct kvm_vcpu *vcpu)
{
	u32 level = (vcpu->nested.root >> 3 & 7) == 4 ? 5 : 4;
	u64 role = hook_ept_role(vcpu, level, vcpu->nested.ad, vcpu->nested.execonly);

	use_guest_mmu(vcpu, role, (u32)role);
}

/* ---- 4. Guest memory ------------------------------------------------------------------------------ */

static void fail(const char *what)
{
	fprintf(stderr, "rolecall-subject: %s\n", what);
	exit(EXIT_FAILURE);
}

struct page {
	u32 vm;
	u64 frame;
	u8 bytes[4096];
};

/* A hash table, at most half full. */
static struct {
	struct page **slots;
	size_t size, used;
} memory;

static size_t slot_of(u32 vm, u64 frame)
{
	size_t slot = (size_t)((frame + vm) * 0x9e3779b97f4a7c15ULL >> 32) & (memory.size - 1);

	while (memory.slots[slot] &&
	       (memory.slots[slot]->vm != vm || memory.slots[slot]->frame != frame))
		slot = (slot + 1) & (memory.size - 1);
	return slot;
}

static struct page *find_page(u32 vm, u64 frame)
{
	return memory.size ? memory.slots[slot_of(vm, frame)] : NULL;
}

static void grow_memory(void)
{
	struct page **old = memory.slots;
	size_t old_size = memory.size;

	memory.size = old_size ? 2 * old_size : 256;
	memory.slots = calloc(memory.size, sizeof(*memory.slots));
	if (!memory.slots)
		fail("out of memory");
	for (size_t i = 0; i < old_size; i++)
		if (old[i])
			memory.slots[slot_of(old[i]->vm, old[i]->frame)] = old[i];
	free(old);
}

static struct page *make_page(u32 vm, u64 frame)
{
	struct page *page = find_page(vm, frame);

	if (page)
		return page;
	if (2 * memory.used >= memory.size)
		grow_memory();
	page = calloc(1, sizeof(*page));
	if (!page)
		fail("out of memory");
	page->vm = vm;
	page->frame = frame;
	memory.slots[slot_of(vm, frame)] = page;
	memory.used++;
	return page;
}

static void forget_memory(void)
{
	for (size_t i = 0; i < memory.size; i++)
		free(memory.slots[i]);
	free(memory.slots);
	memset(&memory, 0, sizeof(memory));
}

static void write_memory(u32 vm, u64 gpa, const u8 *bytes, size_t length)
{
	while (length) {
		size_t offset = gpa & 0xfff;
		size_t count = length < 4096 - offset ? length : 4096 - offset;

		memcpy(make_page(vm, gpa >> 12)->bytes + offset, bytes, count);
		gpa += count;
		bytes += count;
		length -= count;
	}
}

/* An aligned word of memory. */
static u64 read_memory(u32 vm, u64 gpa)
{
	const struct page *page = find_page(vm, gpa >> 12);
	u64 value = 0;

	for (int i = 7; page && i >= 0; i--)
		value = value << 8 | page->bytes[(gpa & 0xff8) + (size_t)i];
	return value;
}

/* ---- 5. Registers -------------------------------------------------------------------------------- */

static bool is_paging(const struct regs *regs)
{
	return regs->cr0 & X86_CR0_PG;
}

static bool is_long_mode(const struct regs *regs)
{
	return regs->efer & EFER_LMA;
}

static bool is_pae_paging(const struct regs *regs)
{
	return is_paging(regs) && regs->cr4 & X86_CR4_PAE && !is_long_mode(regs);
}

/* EFER.LMA follows CR0.PG while EFER.LME is set. */
static void set_cr0(struct regs *regs, u64 cr0)
{
	if ((regs->cr0 ^ cr0) & X86_CR0_PG && regs->efer & EFER_LME)
		regs->efer = (regs->efer & ~EFER_LMA) | on(cr0 & X86_CR0_PG, EFER_LMA);
	regs->cr0 = cr0;
}

enum verdict { REFUSED, ACCEPTED, UNKNOWN };

static enum verdict accept_if(bool condition)
{
	return condition ? ACCEPTED : REFUSED;
}

/* Whether the four PDPTEs of PAE paging can be loaded. L2's lie behind a walk that is not modelled. */
static enum verdict pdptes_load(const struct kvm_vcpu *vcpu, u64 cr3)
{
	u64 reserved = 0x1e6 | ~0ULL << vcpu->cpuid.maxphyaddr;

	if (vcpu->walk_mmu == NESTED_MMU)
		return find_page(vcpu->vm, vcpu->nested.root >> 12) ? UNKNOWN : REFUSED;
	if (!find_page(vcpu->vm, cr3 >> 12))
		return REFUSED;
	for (int i = 0; i < 4; i++) {
		u64 pdpte = read_memory(vcpu->vm, (cr3 & ~0x1fULL) + 8 * (u64)i);

		if (pdpte & 1 && pdpte & reserved)
			return REFUSED;
	}
	return ACCEPTED;
}

static bool valid_cr0(u64 cr0)
{
	return !(cr0 >> 32) && !(cr0 & X86_CR0_NW && !(cr0 & X86_CR0_CD)) &&
	       !(cr0 & X86_CR0_PG && !(cr0 & X86_CR0_PE));
}

static bool valid_cr4(const struct cpuid *cpuid, u64 cr4)
{
	return !(cr4 & ~CR4_DEFINED) && (cpuid->has[SMEP] || !(cr4 & X86_CR4_SMEP)) &&
	       (cpuid->has[SMAP] || !(cr4 & X86_CR4_SMAP)) &&
	       (cpuid->has[PKU] || !(cr4 & X86_CR4_PKE)) &&
	       (cpuid->has[LA57] || !(cr4 & X86_CR4_LA57)) &&
	       (cpuid->has[PCID] || !(cr4 & X86_CR4_PCIDE));
}

static bool valid_efer(const struct cpuid *cpuid, u64 efer)
{
	return !(efer & ~EFER_DEFINED) && (cpuid->has[NX] || !(efer & EFER_NX)) &&
	       (cpuid->has[LM] || !(efer & (EFER_LME | EFER_LMA)));
}

static bool legal_cr3(const struct kvm_vcpu *vcpu, u64 cr3)
{
	return !(cr3 >> vcpu->cpuid.maxphyaddr);
}

static u64 without_noflush(const struct kvm_vcpu *vcpu, u64 cr3)
{
	return vcpu->regs.cr4 & X86_CR4_PCIDE ? cr3 & ~X86_CR3_PCID_NOFLUSH : cr3;
}

static enum verdict judge_cr0(const struct kvm_vcpu *vcpu, u64 value)
{
	const struct regs *regs = &vcpu->regs;
	bool pg = value & X86_CR0_PG, lme = regs->efer & EFER_LME, pae = regs->cr4 & X86_CR4_PAE;

	if (!valid_cr0(value))
		return REFUSED;
	if (!pg)
		return accept_if(!(regs->cr4 & X86_CR4_PCIDE));
	if (lme)
		return accept_if(is_paging(regs) || pae);
	if (pae && (value ^ regs->cr0) & (X86_CR0_CD | X86_CR0_NW | X86_CR0_PG))
		return pdptes_load(vcpu, regs->cr3);
	return ACCEPTED;
}

static enum verdict judge_cr3(const struct kvm_vcpu *vcpu, u64 value)
{
	u64 cr3 = without_noflush(vcpu, value);

	if (is_pae_paging(&vcpu->regs))
		return legal_cr3(vcpu, cr3) ? pdptes_load(vcpu, cr3) : REFUSED;
	return accept_if(cr3 == vcpu->regs.cr3 || legal_cr3(vcpu, cr3));
}

static enum verdict judge_cr4(const struct kvm_vcpu *vcpu, u64 value)
{
	const struct regs *regs = &vcpu->regs;
	u64 changed = value ^ regs->cr4;

	if (!valid_cr4(&vcpu->cpuid, value))
		return REFUSED;
	if (value & changed & X86_CR4_PCIDE && (regs->cr3 & X86_CR3_PCID_MASK || !is_long_mode(regs)))
		return REFUSED;
	if (is_long_mode(regs))
		return accept_if(value & X86_CR4_PAE && !(changed & X86_CR4_LA57));
	if (is_paging(regs) && value & X86_CR4_PAE &&
	    changed & (X86_CR4_PGE | X86_CR4_PSE | X86_CR4_PAE | X86_CR4_SMEP))
		return pdptes_load(vcpu, regs->cr3);
	return ACCEPTED;
}

static enum verdict judge_efer(const struct kvm_vcpu *vcpu, u64 value)
{
	bool lme_changes = (value ^ vcpu->regs.efer) & EFER_LME;

	return accept_if(valid_efer(&vcpu->cpuid, value) &&
			 !(is_paging(&vcpu->regs) && lme_changes));
}

static enum verdict judge_sregs(const struct kvm_vcpu *vcpu, const struct regs *values)
{
	bool long_mode = values->efer & EFER_LME && is_paging(values);
	bool lma = values->efer & EFER_LMA;

	if (!valid_cr0(values->cr0) || !valid_cr4(&vcpu->cpuid, values->cr4) || lma != long_mode)
		return REFUSED;
	return accept_if(!long_mode || (values->cr4 & X86_CR4_PAE && legal_cr3(vcpu, values->cr3)));
}

static void write_cr0(struct kvm_vcpu *vcpu, u64 value)
{
	u64 old = vcpu->regs.cr0;

	set_cr0(&vcpu->regs, (value | X86_CR0_ET) & CR0_DEFINED);
	if ((old ^ vcpu->regs.cr0) & (X86_CR0_PG | X86_CR0_WP))
		init_mmu(vcpu);
}

static void write_cr4(struct kvm_vcpu *vcpu, u64 value)
{
	u64 changed = vcpu->regs.cr4 ^ value;

	vcpu->regs.cr4 = value;
	if (changed & (X86_CR4_PSE | X86_CR4_PAE | X86_CR4_LA57 | X86_CR4_SMEP | X86_CR4_SMAP |
		       X86_CR4_PKE))
		init_mmu(vcpu);
}

/* SVM leaves L2 at once when EFER.SVME goes. */
static void before_efer(struct kvm_vcpu *vcpu, u64 efer)
{
	if (vcpu->regs.efer & ~efer & EFER_SVME && vcpu->guest_mode && !host.intel) {
		vcpu->guest_mode = false;
		use_root_mmu(vcpu);
	}
}

static void write_efer(struct kvm_vcpu *vcpu, u64 value)
{
	u64 old = vcpu->regs.efer;
	u64 efer = (value & ~EFER_LMA) | (old & EFER_LMA);

	before_efer(vcpu, efer);
	vcpu->regs.efer = efer;
	if ((old ^ efer) & (EFER_LME | EFER_NX))
		init_mmu(vcpu);
}

static void set_sregs(struct kvm_vcpu *vcpu, const struct regs *values)
{
	bool changed = memcmp(values, &vcpu->regs, sizeof(*values)) != 0;

	before_efer(vcpu, values->efer);
	vcpu->regs = *values;
	if (changed || is_pae_paging(values))
		init_mmu(vcpu);
}

/* The words are no longer valid, and the current context is set up again. */
static void after_set_cpuid(struct kvm_vcpu *vcpu)
{
	for (int i = ROOT_MMU; i < MMUS; i++) {
		vcpu->mmu[i].cpu_role &= ~EXT_VALID;
		vcpu->mmu[i].root_role = 0;
	}
	init_mmu(vcpu);
}

/* ---- 6. L2 and SMM ------------------------------------------------------------------------------- */

/* EFER, then CR0 with its effect on EFER.LMA, then CR4; CR3 is left. */
static void load_regs(struct kvm_vcpu *vcpu, const struct regs *to)
{
	vcpu->regs.efer = to->efer;
	set_cr0(&vcpu->regs, to->cr0);
	vcpu->regs.cr4 = to->cr4;
}

/* CR3 of L2, or of L1 after L2: where it is illegal, the MMU stays as it is. */
static void load_cr3(struct kvm_vcpu *vcpu, u64 cr3, enum verdict recorded)
{
	enum verdict verdict = accept_if(legal_cr3(vcpu, cr3));

	if (verdict == ACCEPTED && is_pae_paging(&vcpu->regs) && vcpu->walk_mmu != NESTED_MMU)
		verdict = pdptes_load(vcpu, cr3);
	if (recorded != UNKNOWN)
		verdict = recorded;
	if (verdict == UNKNOWN)
		vcpu->lost = true;
	if (verdict != ACCEPTED)
		return;
	vcpu->regs.cr3 = cr3;
	init_mmu(vcpu);
}

static void enter_l2(struct kvm_vcpu *vcpu, const struct regs *l2)
{
	vcpu->guest_mode = true;
	if (vcpu->nested.mode == NESTED_NPT)
		init_npt(vcpu);
	else if (vcpu->nested.mode == NESTED_EPT)
		init_ept(vcpu);
	load_regs(vcpu, l2);
	if (host.intel && vcpu->nested.mode != NESTED_NPT)
		vcpu->regs.efer = l2->efer;
}

static void leave_l2(struct kvm_vcpu *vcpu, const struct regs *l1, enum verdict recorded)
{
	struct regs to = *l1;

	vcpu->guest_mode = false;
	to.cr0 |= on(!host.intel, X86_CR0_PE);
	load_regs(vcpu, &to);
	use_root_mmu(vcpu);
	load_cr3(vcpu, to.cr3, recorded);
}

static struct regs regs_in_smm(const struct kvm_vcpu *vcpu)
{
	struct regs regs = vcpu->guest_mode ? vcpu->nested.l1 : vcpu->regs;

	regs.cr0 &= ~(X86_CR0_PE | X86_CR0_EM | X86_CR0_TS | X86_CR0_PG);
	regs.cr4 = 0;
	regs.efer = 0;
	return regs;
}

static void save_before_smm(struct kvm_vcpu *vcpu, enum verdict recorded)
{
	vcpu->before_smm.regs = vcpu->regs;
	vcpu->before_smm.in_l2 = vcpu->guest_mode;
	if (vcpu->guest_mode)
		leave_l2(vcpu, &vcpu->nested.l1, recorded);
}

/* An SMI sets the context up twice: when SMM is on, and when the registers have changed. */
static void enter_smm(struct kvm_vcpu *vcpu, enum verdict recorded)
{
	if (!vcpu->smm) {
		save_before_smm(vcpu, recorded);
		vcpu->smm = true;
		init_mmu(vcpu);
	}
	vcpu->regs = regs_in_smm(vcpu);
	init_mmu(vcpu);
}

static void enter_smm_with(struct kvm_vcpu *vcpu, const struct regs *given, enum verdict recorded)
{
	save_before_smm(vcpu, recorded);
	vcpu->smm = true;
	vcpu->regs = *given;
	init_mmu(vcpu);
}

/* An SMI that interrupted L2 goes back there by way of real mode. */
static void leave_smm(struct kvm_vcpu *vcpu, const struct regs *restored)
{
	vcpu->smm = false;
	if (vcpu->before_smm.in_l2) {
		vcpu->before_smm.in_l2 = false;
		init_mmu(vcpu);
		vcpu->regs.cr0 &= ~(X86_CR0_PE | X86_CR0_PG);
		vcpu->regs.cr4 &= ~(X86_CR4_PCIDE | X86_CR4_PAE);
		vcpu->regs.efer = 0;
		init_mmu(vcpu);
		enter_l2(vcpu, &vcpu->before_smm.regs);
	}
	vcpu->regs = *restored;
	vcpu->regs.efer &= ~EFER_LMA;
	vcpu->regs.cr0 = 0;
	set_cr0(&vcpu->regs, restored->cr0);
	init_mmu(vcpu);
}

/* ---- 7. Protobuf: as much of it as the protocol needs ------------------------------------------- */

struct bytes {
	const u8 *at;
	size_t length;
};

static u64 take_varint(struct bytes *in)
{
	u64 value = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (!in->length)
			fail("a request ends within a number");
		u8 octet = *in->at++;

		in->length--;
		value |= (u64)(octet & 0x7f) << shift;
		if (octet < 0x80)
			return value;
	}
	fail("a number in a request has no end");
	return 0;
}

static struct bytes take_bytes(struct bytes *in, u64 length)
{
	struct bytes taken = { in->at, (size_t)length };

	if (length > in->length)
		fail("a request ends within a field");
	in->at += length;
	in->length -= (size_t)length;
	return taken;
}

/* The fields of a message by number: those that this program knows have numbers below 64. */
struct fields {
	u64 present;
	u64 number[64];
	struct bytes bytes[64];
};

enum wire_type { VARINT = 0, FIXED64 = 1, LENGTH = 2, FIXED32 = 5 };

/* Takes a message apart. Fields of other numbers and fixed ones, of which the schema has none, are passed over. */
static void parse(struct fields *fields, struct bytes in)
{
	fields->present = 0;
	while (in.length) {
		u64 tag = take_varint(&in), number = tag >> 3, value = 0;
		struct bytes bytes = { NULL, 0 };

		switch (tag & 7) {
		case VARINT:
			value = take_varint(&in);
			break;
		case LENGTH:
			bytes = take_bytes(&in, take_varint(&in));
			break;
		case FIXED64:
			take_bytes(&in, 8);
			continue;
		case FIXED32:
			take_bytes(&in, 4);
			continue;
		default:
			fail("a field in a request is of no type that protobuf has");
		}
		if (number < 64) {
			fields->present |= BIT_ULL(number);
			fields->number[number] = value;
			fields->bytes[number] = bytes;
		}
	}
}

static bool has(const struct fields *fields, int number)
{
	return fields->present & BIT_ULL(number);
}

static u64 number_or(const struct fields *fields, int number, u64 otherwise)
{
	return has(fields, number) ? fields->number[number] : otherwise;
}

/* What is written: a message never comes near this size. */
struct out {
	u8 bytes[512];
	size_t length;
};

static void put_varint(struct out *out, u64 value)
{
	do {
		u8 more = value > 0x7f ? 0x80 : 0;

		out->bytes[out->length++] = (u8)(value & 0x7f) | more;
		value >>= 7;
	} while (value);
}

static void put_number(struct out *out, int field, u64 value)
{
	put_varint(out, (u64)field << 3 | VARINT);
	put_varint(out, value);
}

static void put_bytes(struct out *out, int field, const void *bytes, size_t length)
{
	put_varint(out, (u64)field << 3 | LENGTH);
	put_varint(out, length);
	memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
}

/* Writes a SubjectAnswer with one field, behind its length. */
static void answer(int field, const struct out *message)
{
	struct out whole = { .length = 0 }, length = { .length = 0 };

	put_bytes(&whole, field, message->bytes, message->length);
	put_varint(&length, whole.length);
	fwrite(length.bytes, 1, length.length, stdout);
	fwrite(whole.bytes, 1, whole.length, stdout);
}

/* ---- 8. Events ------------------------------------------------------------------------------------ */

/* Field numbers of subject.proto and trace.proto. */
enum { REQUEST_START = 1, REQUEST_EVENT, REQUEST_FLUSH, REQUEST_END };
enum { START_MACHINE = 3 };
enum { ANSWER_READY = 1, ANSWER_OUTCOME };
enum { READY_PROTOCOL = 1, READY_REVISION };
enum { MACHINE_VENDOR = 2, MACHINE_TDP, MACHINE_TDP_LEVELS, MACHINE_EPT_AD, MACHINE_MAXPHYADDR };
enum { VENDOR_INTEL = 2 };
enum {
	EVENT_VM = 3, EVENT_VCPU_NUMBER, EVENT_EXPECT,
	EVENT_VCPU = 11, EVENT_CPUID, EVENT_WRITE, EVENT_SREGS, EVENT_SMM, EVENT_NESTED_ENTRY,
	EVENT_NESTED_EXIT, EVENT_INIT_MMU, EVENT_MEMORY = 23, EVENT_WIDEN = 34, EVENT_END
};
enum { VCPU_REGS = 1, VCPU_SMM = 5, VCPU_GUEST_MODE, VCPU_CPUID = 8 };
enum { CPUID_CPUID = 1 };
enum { MEMORY_GPA = 1, MEMORY_QWORDS, MEMORY_BYTES, QWORDS_QWORD = 1 };
enum { WRITE_CR0 = 1, WRITE_CR3, WRITE_CR4, WRITE_EFER };
enum { SREGS_REGS = 1, NESTED_EXIT_REGS = 1 };
enum { SMM_ENTER = 1, SMM_REGS };
enum { NESTED_MODE = 1, NESTED_REGS, NESTED_NCR3 = 7, NESTED_EPTP, NESTED_EXECONLY, NESTED_AD };
enum {
	EXPECT_MMU = 5, EXPECT_WALK_MMU, EXPECT_CR0, EXPECT_CR3, EXPECT_CR4, EXPECT_EFER, EXPECT_SMM,
	EXPECT_GUEST_MODE, EXPECT_ACCEPTED
};
enum {
	MMU_CPU_ROLE = 1, MMU_ROOT_ROLE = 3, MMU_ROOT_LEVEL, MMU_SHADOW_ROOT_LEVEL, MMU_DIRECT_MAP,
	MMU_CONTEXT
};
enum { CONTEXT_RECONFIGURED = 1, CONTEXT_KEPT };

/* All vCPUs of the trace, in the order in which they appeared. */
static struct kvm_vcpu **vcpus;
static size_t vcpu_count;

static void *grown(void *array, size_t count, size_t size)
{
	void *bigger = count & (count - 1) ? array : realloc(array, (count ? 2 * count : 1) * size);

	if (!bigger)
		fail("out of memory");
	return bigger;
}

static struct kvm_vcpu *find_vcpu(u32 vm, u32 number)
{
	static size_t last;

	if (last < vcpu_count && vcpus[last]->vm == vm && vcpus[last]->number == number)
		return vcpus[last];
	for (last = 0; last < vcpu_count; last++)
		if (vcpus[last]->vm == vm && vcpus[last]->number == number)
			return vcpus[last];
	return NULL;
}

static struct kvm_vcpu *new_vcpu(u32 vm, u32 number)
{
	struct kvm_vcpu *vcpu = find_vcpu(vm, number);

	if (!vcpu) {
		vcpus = grown(vcpus, vcpu_count, sizeof(*vcpus));
		vcpu = malloc(sizeof(*vcpu));
		if (!vcpu)
			fail("out of memory");
		vcpus[vcpu_count++] = vcpu;
	}
	memset(vcpu, 0, sizeof(*vcpu));
	vcpu->vm = vm;
	vcpu->number = number;
	return vcpu;
}

static void forget_all(void)
{
	for (size_t i = 0; i < vcpu_count; i++)
		free(vcpus[i]);
	free(vcpus);
	vcpus = NULL;
	vcpu_count = 0;
	forget_memory();
}

/* CR0, CR3, CR4 and EFER stand side by side in every message; what is absent stays. */
static struct regs regs_or(const struct fields *args, int first, const struct regs *otherwise)
{
	return (struct regs){
		number_or(args, first, otherwise->cr0),
		number_or(args, first + 1, otherwise->cr3),
		number_or(args, first + 2, otherwise->cr4),
		number_or(args, first + 3, otherwise->efer),
	};
}

/* MAXPHYADDR, vendor and features stand side by side too. */
static void set_cpuid(struct cpuid *cpuid, const struct fields *args, int first)
{
	cpuid->maxphyaddr = number_or(args, first, cpuid->maxphyaddr);
	for (int i = 0; i < FEATURES; i++)
		cpuid->has[i] = number_or(args, first + 2 + i, cpuid->has[i]);
}

static void appear(struct kvm_vcpu *vcpu, const struct fields *args)
{
	static const struct regs reset = { X86_CR0_CD | X86_CR0_NW | X86_CR0_ET, 0, 0, 0 };

	vcpu->regs = regs_or(args, VCPU_REGS, &reset);
	vcpu->smm = number_or(args, VCPU_SMM, 0);
	vcpu->guest_mode = number_or(args, VCPU_GUEST_MODE, 0);
	vcpu->cpuid.maxphyaddr = host.maxphyaddr;
	for (int i = 0; i < FEATURES; i++)
		vcpu->cpuid.has[i] = true;
	set_cpuid(&vcpu->cpuid, args, VCPU_CPUID);
	vcpu->nested.l1 = vcpu->regs;
	vcpu->before_smm.regs = reset;
	use_root_mmu(vcpu);
	init_mmu(vcpu);
}

static void describe_memory(u32 vm, const struct fields *args)
{
	u64 gpa = number_or(args, MEMORY_GPA, 0);
	struct fields qwords;

	if (has(args, MEMORY_BYTES))
		write_memory(vm, gpa, args->bytes[MEMORY_BYTES].at, args->bytes[MEMORY_BYTES].length);
	if (!has(args, MEMORY_QWORDS))
		return;
	parse(&qwords, args->bytes[MEMORY_QWORDS]);
	if (!has(&qwords, QWORDS_QWORD))
		return;
	for (struct bytes packed = qwords.bytes[QWORDS_QWORD]; packed.length; gpa += 8) {
		u64 qword = take_varint(&packed);
		u8 bytes[8];

		for (int i = 0; i < 8; i++)
			bytes[i] = (u8)(qword >> 8 * i);
		write_memory(vm, gpa, bytes, sizeof(bytes));
	}
}

static enum verdict decide(struct kvm_vcpu *vcpu, enum verdict recorded, enum verdict ruled)
{
	enum verdict verdict = recorded != UNKNOWN ? recorded : ruled;

	if (verdict == UNKNOWN)
		vcpu->lost = true;
	return verdict;
}

static enum verdict write_register(struct kvm_vcpu *vcpu, const struct fields *args,
				   enum verdict recorded)
{
	enum verdict verdict = ACCEPTED; /* of PKRU, which no role depends on */

	if (has(args, WRITE_CR0)) {
		verdict = decide(vcpu, recorded, judge_cr0(vcpu, args->number[WRITE_CR0]));
		if (verdict == ACCEPTED)
			write_cr0(vcpu, args->number[WRITE_CR0]);
	} else if (has(args, WRITE_CR3)) {
		verdict = decide(vcpu, recorded, judge_cr3(vcpu, args->number[WRITE_CR3]));
		if (verdict == ACCEPTED)
			vcpu->regs.cr3 = without_noflush(vcpu, args->number[WRITE_CR3]);
	} else if (has(args, WRITE_CR4)) {
		verdict = decide(vcpu, recorded, judge_cr4(vcpu, args->number[WRITE_CR4]));
		if (verdict == ACCEPTED)
			write_cr4(vcpu, args->number[WRITE_CR4]);
	} else if (has(args, WRITE_EFER)) {
		verdict = decide(vcpu, recorded, judge_efer(vcpu, args->number[WRITE_EFER]));
		if (verdict == ACCEPTED)
			write_efer(vcpu, args->number[WRITE_EFER]);
	}
	return verdict;
}

static void nested_entry(struct kvm_vcpu *vcpu, const struct fields *args, enum verdict recorded)
{
	struct regs l2 = regs_or(args, NESTED_REGS, &vcpu->regs);

	vcpu->nested.l1 = vcpu->regs;
	vcpu->nested.mode = (enum nested_mode)number_or(args, NESTED_MODE, NESTED_SHADOW);
	vcpu->nested.root = number_or(args, NESTED_NCR3, number_or(args, NESTED_EPTP, 0));
	vcpu->nested.execonly = number_or(args, NESTED_EXECONLY, 0);
	vcpu->nested.ad = number_or(args, NESTED_AD, vcpu->nested.root >> 6 & 1);
	enter_l2(vcpu, &l2);
	load_cr3(vcpu, l2.cr3, recorded);
}

static void smm(struct kvm_vcpu *vcpu, const struct fields *args, enum verdict recorded)
{
	struct regs within = regs_in_smm(vcpu);
	bool given = args->present >> SMM_REGS & 0xf;

	if (!number_or(args, SMM_ENTER, 0)) {
		struct regs restored = regs_or(args, SMM_REGS, &vcpu->before_smm.regs);

		leave_smm(vcpu, &restored);
	} else if (given) {
		struct regs regs = regs_or(args, SMM_REGS, &within);

		enter_smm_with(vcpu, &regs, recorded);
	} else {
		enter_smm(vcpu, recorded);
	}
}

/* Whether a register write was accepted; UNKNOWN of other events. */
static enum verdict apply(struct kvm_vcpu *vcpu, int type, const struct fields *args,
			  enum verdict recorded)
{
	struct regs values = regs_or(args, SREGS_REGS, &vcpu->regs);
	struct regs l1 = regs_or(args, NESTED_EXIT_REGS, &vcpu->nested.l1);
	enum verdict verdict = UNKNOWN;

	switch (type) {
	case EVENT_WRITE:
		return write_register(vcpu, args, recorded);
	case EVENT_SREGS:
		verdict = decide(vcpu, recorded, judge_sregs(vcpu, &values));
		if (verdict == ACCEPTED)
			set_sregs(vcpu, &values);
		return verdict;
	case EVENT_CPUID:
		set_cpuid(&vcpu->cpuid, args, CPUID_CPUID);
		after_set_cpuid(vcpu);
		break;
	case EVENT_SMM:
		smm(vcpu, args, recorded);
		break;
	case EVENT_NESTED_ENTRY:
		nested_entry(vcpu, args, recorded);
		break;
	case EVENT_NESTED_EXIT:
		leave_l2(vcpu, &l1, recorded);
		break;
	case EVENT_INIT_MMU:
		init_mmu(vcpu);
		break;
	case EVENT_WIDEN:
		vcpu->lost = true;
		break;
	default: /* of no effect on roles, or not known here */
		break;
	}
	return verdict;
}

static void put_mmu(struct out *out, enum mmu_id id, const struct mmu *mmu)
{
	struct out items = { .length = 0 };

	if (mmu->used)
		put_number(&items, MMU_CPU_ROLE, mmu->cpu_role);
	if (mmu->used && id != NESTED_MMU)
		put_number(&items, MMU_ROOT_ROLE, mmu->root_role);
	if (mmu->used)
		put_number(&items, MMU_ROOT_LEVEL, mmu->cpu_role & ROLE_LEVEL_MASK);
	if (mmu->used && id != NESTED_MMU) {
		put_number(&items, MMU_SHADOW_ROOT_LEVEL, mmu->root_role & ROLE_LEVEL_MASK);
		put_number(&items, MMU_DIRECT_MAP, !!(mmu->root_role & ROLE_DIRECT));
	}
	put_number(&items, MMU_CONTEXT, mmu->reconfigured ? CONTEXT_RECONFIGURED : CONTEXT_KEPT);
	put_bytes(out, id, items.bytes, items.length);
}

/* What is known of the vCPU after an event, and so everything that is compared. */
static void put_outcome(struct out *out, const struct kvm_vcpu *vcpu, enum verdict verdict)
{
	for (enum mmu_id id = ROOT_MMU; id < MMUS; id++)
		put_mmu(out, id, &vcpu->mmu[id]);
	put_number(out, EXPECT_MMU, vcpu->arch_mmu);
	put_number(out, EXPECT_WALK_MMU, vcpu->walk_mmu);
	put_number(out, EXPECT_CR0, vcpu->regs.cr0);
	put_number(out, EXPECT_CR3, vcpu->regs.cr3);
	put_number(out, EXPECT_CR4, vcpu->regs.cr4);
	put_number(out, EXPECT_EFER, vcpu->regs.efer);
	put_number(out, EXPECT_SMM, vcpu->smm);
	put_number(out, EXPECT_GUEST_MODE, vcpu->guest_mode);
	if (verdict != UNKNOWN)
		put_number(out, EXPECT_ACCEPTED, verdict == ACCEPTED);
}

/* What the trace recorded of whether the kernel took the write. */
static enum verdict recorded_verdict(const struct fields *event)
{
	struct fields expect;

	if (!has(event, EVENT_EXPECT))
		return UNKNOWN;
	parse(&expect, event->bytes[EVENT_EXPECT]);
	return has(&expect, EXPECT_ACCEPTED) ? accept_if(expect.number[EXPECT_ACCEPTED]) : UNKNOWN;
}

/* The kind of an event, which is the number of its field: the first one that is there. */
static int event_type(const struct fields *event)
{
	for (int type = EVENT_VCPU; type < EVENT_END; type++)
		if (has(event, type))
			return type;
	return EVENT_END;
}

static void handle_event(struct bytes message)
{
	struct fields event, args;
	struct out outcome = { .length = 0 };
	enum verdict verdict = UNKNOWN;

	parse(&event, message);
	u32 vm = (u32)number_or(&event, EVENT_VM, 0);
	u32 number = (u32)number_or(&event, EVENT_VCPU_NUMBER, 0);
	int type = event_type(&event);

	parse(&args, type == EVENT_END ? (struct bytes){ NULL, 0 } : event.bytes[type]);
	struct kvm_vcpu *vcpu = type == EVENT_VCPU ? new_vcpu(vm, number) : find_vcpu(vm, number);

	if (type == EVENT_MEMORY)
		describe_memory(vm, &args);
	if (vcpu && !vcpu->lost) {
		for (int i = ROOT_MMU; i < MMUS; i++)
			vcpu->mmu[i].reconfigured = false;
		if (type == EVENT_VCPU)
			appear(vcpu, &args);
		else
			verdict = apply(vcpu, type, &args, recorded_verdict(&event));
	}
	if (vcpu && !vcpu->lost)
		put_outcome(&outcome, vcpu, verdict);
	answer(ANSWER_OUTCOME, &outcome);
}

static void handle_start(struct bytes message)
{
	struct fields start, machine;
	struct out ready = { .length = 0 };

	parse(&start, message);
	parse(&machine, has(&start, START_MACHINE) ? start.bytes[START_MACHINE] :
						     (struct bytes){ NULL, 0 });
	host.intel = number_or(&machine, MACHINE_VENDOR, 0) == VENDOR_INTEL;
	host.tdp = number_or(&machine, MACHINE_TDP, 1);
	host.tdp_levels = (u32)number_or(&machine, MACHINE_TDP_LEVELS, 4);
	host.ept_ad = number_or(&machine, MACHINE_EPT_AD, 1);
	host.maxphyaddr = number_or(&machine, MACHINE_MAXPHYADDR, 48);
	forget_all();
	put_number(&ready, READY_PROTOCOL, PROTOCOL);
	put_bytes(&ready, READY_REVISION, REVISION, strlen(REVISION));
	answer(ANSWER_READY, &ready);
}

/* ---- 9. The conversation ------------------------------------------------------------------------ */

#define LONGEST_REQUEST (16 << 20)

/* Reads a request's length; false at the end of the input. */
static bool read_length(size_t *length)
{
	u64 value = 0;

	for (unsigned shift = 0; shift < 35; shift += 7) {
		int octet = getchar();

		if (octet == EOF && shift == 0)
			return false;
		if (octet == EOF)
			fail("standard input ends within a length");
		value |= (u64)(octet & 0x7f) << shift;
		if (octet < 0x80) {
			*length = (size_t)value;
			return true;
		}
	}
	fail("a length has no end");
	return false;
}

/* Reads a request, which is valid until the next call; false at the end of the input. */
static bool read_request(struct bytes *request)
{
	static u8 *buffer;
	static size_t size;
	size_t length;

	if (!read_length(&length))
		return false;
	if (length > LONGEST_REQUEST)
		fail("a request is longer than 16 MiB");
	if (length > size || !buffer) {
		size = length < 4096 ? 4096 : length;
		buffer = realloc(buffer, size);
		if (!buffer)
			fail("out of memory");
	}
	if (fread(buffer, 1, length, stdin) != length)
		fail("standard input ends within a request");
	*request = (struct bytes){ buffer, length };
	return true;
}

int main(void)
{
	struct bytes message;

	while (read_request(&message)) {
		struct fields request;

		parse(&request, message);
		if (has(&request, REQUEST_START))
			handle_start(request.bytes[REQUEST_START]);
		else if (has(&request, REQUEST_EVENT))
			handle_event(request.bytes[REQUEST_EVENT]);
		else if (has(&request, REQUEST_FLUSH))
			fflush(stdout);
		else if (has(&request, REQUEST_END))
			break;
	}
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
