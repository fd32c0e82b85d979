// SPDX-License-Identifier: Apache-2.0
// A filter of some 60 instructions: passes TCP and UDP to ports 443 and 53 over IPv4 and IPv6, with one VLAN tag or none, and counts by verdict. To libpcap it is
//   (tcp or udp) and (dst port 443 or dst port 53) or (vlan and (tcp or udp) and (dst port 443 or dst port 53))
#include "engine.h"

#define SWAP(value) ((__u16)((value) << 8 | (__u16)(value) >> 8))
#define ETHERNET_HEADER 14

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} verdicts SEC(".maps");

static __always_inline __u32 is_wanted(const __u8 *data, const void *end)
{
	const __u8 *ip = data + ETHERNET_HEADER, *transport;
	__u16 type;
	__u8 protocol;

	if ((void *)(ip + 24) > end)
		return 0;
	type = *(__u16 *)(ip - 2);
	if (type == SWAP(0x8100)) {
		type = *(__u16 *)(ip + 2);
		ip += 4;
	}
	if (type == SWAP(0x0800)) {
		if ((void *)(ip + 20) > end || *(__u16 *)(ip + 6) & SWAP(0x1fff))
			return 0;
		protocol = ip[9];
		transport = ip + (*ip & 15) * 4;
	} else if (type == SWAP(0x86dd)) {
		if ((void *)(ip + 40) > end)
			return 0;
		protocol = ip[6];
		transport = ip + 40;
	} else {
		return 0;
	}
	if ((protocol != 6 && protocol != 17) || (void *)(transport + 4) > end)
		return 0;

	__u16 port = *(__u16 *)(transport + 2);

	return port == SWAP(443) || port == SWAP(53);
}

PROGRAM(ports)
{
	__u32 verdict = is_wanted(DATA(ctx), DATA_END(ctx));
	__u64 *count = bpf_map_lookup_elem(&verdicts, &verdict);

	if (count)
		++*count;
	return verdict ? XDP_PASS : XDP_DROP;
}
