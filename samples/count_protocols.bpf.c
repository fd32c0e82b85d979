// SPDX-License-Identifier: Apache-2.0
/*
 * Counts packets and bytes by protocol, at XDP.
 *
 *   clang -O2 -g -mcpu=v3 -target bpf -c count_protocols.bpf.c -o count_protocols.o && llvm-strip -g count_protocols.o
 *
 * (tests/fixtures/build.sh builds the committed object; -g makes the type information, llvm-strip removes what only debuggers read.)
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* What is counted: the IP protocol number, or the EtherType where there is no IP. */
enum protocol {
	OTHER = 0,
	ICMP = 1,
	IGMP = 2,
	TCP = 6,
	UDP = 17,
	GRE = 47,
	ESP = 50,
	ICMPV6 = 58,
	SCTP = 132,
	ARP = 0x0806,
};

struct traffic {
	__u64 packets;
	__u64 bytes;
};

struct vlan_tag {
	__be16 control;
	__be16 type;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, enum protocol);
	__type(value, struct traffic);
} protocols SEC(".maps");

/* Set before loading: packets of TCP or UDP to or from this port are dropped; 0 drops none. */
const volatile __u16 drop_port = 0;

__u64 packets_seen = 0;
__u64 packets_dropped = 0;

static __always_inline void count(enum protocol protocol, __u64 bytes)
{
	struct traffic *seen = bpf_map_lookup_elem(&protocols, &protocol);

	if (!seen) {
		struct traffic none = {};

		bpf_map_update_elem(&protocols, &protocol, &none, BPF_NOEXIST);
		seen = bpf_map_lookup_elem(&protocols, &protocol);
		if (!seen)
			return;
	}
	__sync_fetch_and_add(&seen->packets, 1);
	__sync_fetch_and_add(&seen->bytes, bytes);
}

/* What an IPv6 extension header begins with; its length is in units of 8 bytes behind the first 8. */
struct extension {
	__u8 next;
	__u8 length;
	__be16 fragment;
	__u8 rest[4];
};

#define HOP_BY_HOP 0
#define ROUTING 43
#define FRAGMENT 44
#define DESTINATION_OPTIONS 60
#define MOST_EXTENSIONS 4

/* Only protocols that have a name are told apart. */
static __always_inline enum protocol named(__u8 ip_protocol)
{
	switch (ip_protocol) {
	case ICMP:
	case IGMP:
	case TCP:
	case UDP:
	case GRE:
	case ESP:
	case ICMPV6:
	case SCTP:
		return ip_protocol;
	default:
		return OTHER;
	}
}

static __always_inline int is_dropped(enum protocol protocol, void *data, void *transport, void *end)
{
	__be16 *ports = transport;

	if (!drop_port || (protocol != TCP && protocol != UDP) || transport == data || (void *)(ports + 2) > end)
		return 0;
	return ports[0] == bpf_htons(drop_port) || ports[1] == bpf_htons(drop_port);
}

SEC("xdp")
int count_protocols(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	enum protocol protocol = OTHER;
	struct ethhdr *ethernet = data;
	void *next = ethernet + 1;
	void *transport = data; /* none: a transport header never is the first */
	__be16 type;

	__sync_fetch_and_add(&packets_seen, 1);
	if (next > end)
		goto counted;

	type = ethernet->h_proto;
#pragma unroll
	for (int i = 0; i < 2; i++) {
		struct vlan_tag *tag = next;

		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		if ((void *)(tag + 1) > end)
			goto counted;
		type = tag->type;
		next = tag + 1;
	}

	if (type == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = next;

		if ((void *)(ip + 1) > end)
			goto counted;
		protocol = named(ip->protocol);
		/* Only the first fragment has ports. */
		if (!(ip->frag_off & bpf_htons(0x1fff)))
			transport = next + ip->ihl * 4;
	} else if (type == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip6 = next;

		if ((void *)(ip6 + 1) > end)
			goto counted;
		__u8 next_header = ip6->nexthdr;
		int is_first = 1;

		transport = ip6 + 1;
#pragma unroll
		for (int i = 0; i < MOST_EXTENSIONS; i++) {
			struct extension *extension = transport;

			if (next_header != HOP_BY_HOP && next_header != ROUTING && next_header != FRAGMENT && next_header != DESTINATION_OPTIONS)
				break;
			if ((void *)(extension + 1) > end)
				break;
			if (next_header == FRAGMENT) {
				is_first &= !(extension->fragment & bpf_htons(0xfff8));
				transport += sizeof(*extension);
			} else {
				transport += (extension->length + 1) * 8;
			}
			next_header = extension->next;
		}
		protocol = named(next_header);
		/* Only the first fragment has ports. */
		if (!is_first)
			transport = data;
	} else if (type == bpf_htons(ETH_P_ARP)) {
		protocol = ARP;
	}

counted:
	count(protocol, end - data);
	if (is_dropped(protocol, data, transport, end)) {
		__sync_fetch_and_add(&packets_dropped, 1);
		return XDP_DROP;
	}
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
