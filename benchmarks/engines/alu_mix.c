// SPDX-License-Identifier: Apache-2.0
// A loop of 1,000 turns of 64-bit and 32-bit arithmetic that depends on itself.
#include "engine.h"

PROGRAM(alu_mix)
{
	__u64 a = seed_of(ctx), b = ~a;
	__u32 c = a >> 32, d = c ^ 0x5bd1e995;

	NO_UNROLL for (__u32 i = 0; i < 1000; i++) {
		a = a * 31 + b;
		b ^= a >> 7;
		b += i;
		c += (__u32)a;
		c = c << 5 | c >> 27;
		d = (d ^ c) - i;
		a ^= d;
	}
	return a ^ b ^ c ^ d;
}
