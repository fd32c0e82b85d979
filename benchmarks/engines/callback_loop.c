// SPDX-License-Identifier: Apache-2.0
// bpf_loop over a function, 1,000 times.
#include "engine.h"

struct state {
	__u64 hash;
};

static long turn(__u64 index, struct state *state)
{
	state->hash = (state->hash ^ index) * 0x9e3779b97f4a7c15ull;
	return 0;
}

PROGRAM(callback_loop)
{
	struct state state = { seed_of(ctx) };

	bpf_loop(1000, turn, &state, 0);
	return state.hash ^ state.hash >> 32;
}
