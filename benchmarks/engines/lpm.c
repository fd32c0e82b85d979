// SPDX-License-Identifier: Apache-2.0
// 16 look-ups of IPv4 addresses in a trie of 1,000 prefixes.
#include "engine.h"

#define LOOKUPS 16

struct prefix {
	__u32 length, address;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, __u64);
} routes SEC(".maps");

PROGRAM(lpm)
{
	__u64 seed = seed_of(ctx), sum = 0;

	NO_UNROLL for (__u32 i = 0; i < LOOKUPS; i++) {
		struct prefix address = { 32, spread(seed + i) };
		__u64 *route = bpf_map_lookup_elem(&routes, &address);

		if (route)
			sum += *route;
	}
	return sum;
}
