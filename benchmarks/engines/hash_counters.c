// SPDX-License-Identifier: Apache-2.0
// 16 look-ups in a hash map and atomic additions to what was found, by keys of 1, 8 and 64 bytes that are all there.
#include "engine.h"

#define LOOKUPS 16

struct key_8 {
	__u64 index;
};

struct key_64 {
	__u64 index, rest[7];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u8);
	__type(value, __u64);
} keys_1 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct key_8);
	__type(value, __u64);
} keys_8 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct key_64);
	__type(value, __u64);
} keys_64 SEC(".maps");

PROGRAM(hash_1)
{
	__u64 seed = seed_of(ctx);
	int found = 0;

	NO_UNROLL for (__u32 i = 0; i < LOOKUPS; i++) {
		__u8 key = spread(seed + i);
		__u64 *count = bpf_map_lookup_elem(&keys_1, &key);

		if (count) {
			__sync_fetch_and_add(count, 1);
			found++;
		}
	}
	return found;
}

PROGRAM(hash_8)
{
	__u64 seed = seed_of(ctx);
	int found = 0;

	NO_UNROLL for (__u32 i = 0; i < LOOKUPS; i++) {
		struct key_8 key = { spread(seed + i) & 1023 };
		__u64 *count = bpf_map_lookup_elem(&keys_8, &key);

		if (count) {
			__sync_fetch_and_add(count, 1);
			found++;
		}
	}
	return found;
}

PROGRAM(hash_64)
{
	__u64 seed = seed_of(ctx);
	int found = 0;

	NO_UNROLL for (__u32 i = 0; i < LOOKUPS; i++) {
		struct key_64 key = { spread(seed + i) & 1023 };
		__u64 *count = bpf_map_lookup_elem(&keys_64, &key);

		if (count) {
			__sync_fetch_and_add(count, 1);
			found++;
		}
	}
	return found;
}
