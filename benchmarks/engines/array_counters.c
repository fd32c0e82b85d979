// SPDX-License-Identifier: Apache-2.0
// 64 look-ups in an array, shared with atomic additions or one for each CPU with plain ones.
#include "engine.h"

#define LOOKUPS 64

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} shared SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} own SEC(".maps");

PROGRAM(array_shared)
{
	__u64 seed = seed_of(ctx);
	int found = 0;

	NO_UNROLL for (__u32 i = 0; i < LOOKUPS; i++) {
		__u32 key = (seed + i * 7) & 255;
		__u64 *count = bpf_map_lookup_elem(&shared, &key);

		if (count) {
			__sync_fetch_and_add(count, 1);
			found++;
		}
	}
	return found;
}

PROGRAM(array_own)
{
	__u64 seed = seed_of(ctx);
	int found = 0;

	NO_UNROLL for (__u32 i = 0; i < LOOKUPS; i++) {
		__u32 key = (seed + i * 7) & 255;
		__u64 *count = bpf_map_lookup_elem(&own, &key);

		if (count) {
			*count += 1;
			found++;
		}
	}
	return found;
}
