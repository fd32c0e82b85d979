// SPDX-License-Identifier: Apache-2.0
// One record of 64 bytes into a ring buffer: copied by the helper, or written in place.
#include "engine.h"

struct record {
	__u64 words[8];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} ring SEC(".maps");

PROGRAM(ring_output)
{
	struct record record = { { seed_of(ctx) } };

	return bpf_ringbuf_output(&ring, &record, sizeof(record), BPF_RB_NO_WAKEUP) == 0;
}

PROGRAM(ring_reserve)
{
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return 0;
	UNROLL(8) for (int i = 0; i < 8; i++)
		record->words[i] = i;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 1;
}
