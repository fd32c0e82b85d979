// SPDX-License-Identifier: Apache-2.0
// 100 turns of calls of functions that call functions.
#include "engine.h"

static __noinline __u64 rotate(__u64 value, __u64 by)
{
	return value << (by & 63) | value >> ((64 - by) & 63);
}

static __noinline __u64 round_of(__u64 state, __u64 input, __u64 by)
{
	state += input * 0xc2b2ae3d27d4eb4full;
	return rotate(state, by) * 0x9e3779b185ebca87ull;
}

static __noinline __u64 merge(__u64 state, __u64 input)
{
	state ^= round_of(0, input, input >> 58);
	return state * 0x9e3779b185ebca87ull + 0x85ebca77c2b2ae63ull;
}

PROGRAM(local_calls)
{
	__u64 hash = seed_of(ctx);

	NO_UNROLL for (__u32 i = 0; i < 100; i++) {
		hash = merge(hash, hash ^ i);
		hash ^= rotate(hash, i);
	}
	return hash ^ hash >> 32;
}
