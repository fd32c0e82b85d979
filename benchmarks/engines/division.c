// SPDX-License-Identifier: Apache-2.0
// 250 turns of divisions and remainders by values that no compiler knows: 64 and 32 bits, unsigned and signed.
#include "engine.h"

PROGRAM(division)
{
	__u64 a = seed_of(ctx), sum = 0;

	NO_UNROLL for (__u32 i = 0; i < 250; i++) {
		__u64 divisor = (a >> 40) | 1;
		__u32 small = (__u32)(a >> 52) | 1;

		sum += a / divisor;
		sum ^= a % small;
		sum += (__u32)a / small;
		sum += (__s64)a / -(__s64)divisor;
		a = a * 6364136223846793005ull + 1442695040888963407ull + i;
	}
	return sum ^ sum >> 32;
}
