// SPDX-License-Identifier: Apache-2.0
// Counts in global variables: the data section of an object is a map whose values are addressed directly.
#include "engine.h"

__u64 sizes[16];
__u64 packets, bytes;

PROGRAM(globals)
{
	__u64 seed = seed_of(ctx), length = ctx->data_end - ctx->data;

	NO_UNROLL for (__u32 i = 0; i < 64; i++) {
		sizes[(seed + i) & 15] += length;
		packets++;
		__sync_fetch_and_add(&bytes, length);
	}
	return XDP_PASS;
}
