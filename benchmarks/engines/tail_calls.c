// SPDX-License-Identifier: Apache-2.0
// A program that calls itself until the limit of 33 tail calls, and counts the calls in the packet.
#include "engine.h"

int tail_calls(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct xdp_md *));
} chain SEC(".maps") = {
	.values = { [0] = tail_calls },
};

PROGRAM(tail_calls)
{
	__u8 *count = DATA(ctx);

	if ((void *)(count + 1) > DATA_END(ctx))
		return 0;
	++*count;
	bpf_tail_call(ctx, &chain, 0);
	return XDP_PASS;
}
