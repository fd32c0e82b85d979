// SPDX-License-Identifier: Apache-2.0
// 16 operations on a map, one kind a program, by keys that the host has put there: what programs pay for each.
#include "engine.h"

#define OPERATIONS 16

struct value {
	__u64 words[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2048);
	__type(key, __u64);
	__type(value, struct value);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 2048);
	__type(key, __u64);
	__type(value, struct value);
} lru SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct value);
} array SEC(".maps");

#define LOOKUP(map, type)                                                                  \
	PROGRAM(map##_lookup)                                                              \
	{                                                                                  \
		__u64 seed = seed_of(ctx), sum = 0;                                        \
                                                                                           \
		NO_UNROLL for (__u32 i = 0; i < OPERATIONS; i++) {                         \
			type key = (seed + i * 61) & 1023;                                 \
			struct value *value = bpf_map_lookup_elem(&map, &key);             \
                                                                                           \
			if (value)                                                         \
				sum += value->words[0];                                    \
		}                                                                          \
		return sum;                                                                \
	}

#define UPDATE(map, type)                                                                  \
	PROGRAM(map##_update)                                                              \
	{                                                                                  \
		__u64 seed = seed_of(ctx);                                                 \
		struct value value = { { seed, 1 } };                                      \
		int done = 0;                                                              \
                                                                                           \
		NO_UNROLL for (__u32 i = 0; i < OPERATIONS; i++) {                         \
			type key = (seed + i * 61) & 1023;                                 \
                                                                                           \
			done += bpf_map_update_elem(&map, &key, &value, BPF_ANY) == 0;     \
		}                                                                          \
		return done;                                                               \
	}

LOOKUP(hash, __u64)
UPDATE(hash, __u64)
LOOKUP(lru, __u64)
UPDATE(lru, __u64)
LOOKUP(array, __u32)
UPDATE(array, __u32)

// Eight new entries, and their deletion: connections that come and go.
PROGRAM(hash_renew)
{
	__u64 seed = seed_of(ctx);
	struct value value = { { seed, 1 } };
	int done = 0;

	NO_UNROLL for (__u32 i = 0; i < OPERATIONS / 2; i++) {
		__u64 key = 1024 + ((seed + i * 61) & 1023);

		done += bpf_map_update_elem(&hash, &key, &value, BPF_NOEXIST) == 0;
	}
	NO_UNROLL for (__u32 i = 0; i < OPERATIONS / 2; i++) {
		__u64 key = 1024 + ((seed + i * 61) & 1023);

		done += bpf_map_delete_elem(&hash, &key) == 0;
	}
	return done;
}
