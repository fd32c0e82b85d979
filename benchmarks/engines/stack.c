// SPDX-License-Identifier: Apache-2.0
// Two uses of the stack: variables that must be stored and loaded in every turn, and a table that is read where the data say.
#include "engine.h"

PROGRAM(stack_slots)
{
	volatile __u64 a = seed_of(ctx), b = 0, c = 1, d = 2;

	NO_UNROLL for (__u32 i = 0; i < 1000; i++) {
		a = a * 3 + i;
		b += a;
		c ^= b;
		d += c >> 5;
	}

	__u64 sum = a ^ b ^ c ^ d;

	return sum ^ sum >> 32;
}

PROGRAM(stack_table)
{
	__u32 table[64];
	__u32 hash = seed_of(ctx);

	NO_UNROLL for (__u32 i = 0; i < 64; i++)
		table[i] = (i + 1) * 0x9e3779b1;
	NO_UNROLL for (__u32 i = 0; i < 500; i++) {
		__u32 at = hash >> 26;

		hash = hash * 33 + table[at & 63];
		table[at & 63] = hash ^ i;
	}
	return hash;
}
