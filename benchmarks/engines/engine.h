// SPDX-License-Identifier: Apache-2.0
// What lets one source be a BPF program (clang -target bpf) and, where it calls no helper, a function of a shared library (gcc).
#pragma once
#include <linux/types.h>

#ifdef __bpf__
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";
#define PROGRAM(name) SEC("xdp") int name(struct xdp_md *ctx)
#define UNROLL(count) _Pragma("clang loop unroll(full)")
#define NO_UNROLL _Pragma("clang loop unroll(disable)")
#else
// The native functions get the packet as the programs do, but for the width of its pointers.
struct xdp_md {
	unsigned long data, data_end;
};

#define PROGRAM(name) int name(struct xdp_md *ctx)
#define PRAGMA(text) _Pragma(#text)
#define UNROLL(count) PRAGMA(GCC unroll count)
#define NO_UNROLL _Pragma("GCC unroll 1")
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define XDP_PASS 2
#endif

#define DATA(ctx) ((void *)(unsigned long)(ctx)->data)
#define DATA_END(ctx) ((void *)(unsigned long)(ctx)->data_end)

// The first eight bytes of the packet, which no compiler knows; 0 when it is shorter.
static __always_inline __u64 seed_of(struct xdp_md *ctx)
{
	__u64 *data = DATA(ctx);

	return (void *)(data + 1) > DATA_END(ctx) ? 0 : *data;
}

// Spreads the bits of a counter (the finisher of SplitMix64).
static __always_inline __u64 spread(__u64 value)
{
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
	return value ^ (value >> 31);
}
