// SPDX-License-Identifier: Apache-2.0
// A hash over the first 1,332 bytes of a packet without a loop: what big generated programs look like to a compiler.
#pragma once
#include "engine.h"

#define WORDS 333

static __always_inline __u32 rotate(__u32 value, int bits)
{
	return value << bits | value >> (32 - bits);
}

// The words are volatile so that they are loaded where they are used, and not all kept for the next pass.
static __always_inline __u32 hash_words(const volatile __u32 *words, __u32 hash, __u32 factor)
{
	UNROLL(333) for (int i = 0; i < WORDS; i++) {
		hash ^= words[i] * factor;
		hash = rotate(hash, 13) * 5 + 0xe6546b64;
		hash += hash >> 15;
	}
	return hash;
}
