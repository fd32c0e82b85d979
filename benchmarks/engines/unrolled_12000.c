// SPDX-License-Identifier: Apache-2.0
// About 12,000 instructions in a row.
#include "unrolled.h"

PROGRAM(unrolled_12000)
{
	const __u32 *words = DATA(ctx);
	__u32 hash = 0x9747b28c;

	if ((void *)(words + WORDS) > DATA_END(ctx))
		return 0;
	hash = hash_words(words, hash, 0xcc9e2d51);
	hash = hash_words(words, hash, 0x1b873593);
	return hash_words(words, hash, 0x85ebca6b);
}
