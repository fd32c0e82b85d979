// SPDX-License-Identifier: Apache-2.0
// About 4,000 instructions in a row.
#include "unrolled.h"

PROGRAM(unrolled_4000)
{
	const __u32 *words = DATA(ctx);

	if ((void *)(words + WORDS) > DATA_END(ctx))
		return 0;
	return hash_words(words, 0x9747b28c, 0xcc9e2d51);
}
