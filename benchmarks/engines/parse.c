// SPDX-License-Identifier: Apache-2.0
// Parses a packet: up to two VLAN tags, IPv4 with options or IPv6 with extension headers, TCP with its options or UDP. The result mixes what was found.
#include "engine.h"

#define SWAP(value) ((__u16)((value) << 8 | (__u16)(value) >> 8))
#define MOST_TAGS 2
#define MOST_EXTENSIONS 4
#define MOST_OPTIONS 10

enum { TYPE_IP = 0x0800, TYPE_VLAN = 0x8100, TYPE_SERVICE_VLAN = 0x88a8, TYPE_IPV6 = 0x86dd };
enum { HOP_BY_HOP = 0, TCP = 6, UDP = 17, ROUTING = 43, FRAGMENT = 44, DESTINATION_OPTIONS = 60 };
enum { OPTION_END = 0, OPTION_NONE = 1, OPTION_SEGMENT_SIZE = 2, OPTION_WINDOW_SCALE = 3, OPTION_TIMESTAMPS = 8 };

struct ethernet {
	__u8 destination[6], source[6];
	__u16 type;
};

struct vlan {
	__u16 control, type;
};

struct ipv4 {
	__u8 version_length, service;
	__u16 total_length, id, fragment;
	__u8 ttl, protocol;
	__u16 checksum;
	__u32 source, destination;
};

struct ipv6 {
	__u32 flow;
	__u16 payload;
	__u8 next, hops;
	__u32 source[4], destination[4];
};

struct extension {
	__u8 next, length, rest[6];
};

struct tcp {
	__u16 source, destination;
	__u32 sequence, acknowledgment;
	__u8 offset, flags;
	__u16 window, checksum, urgent;
};

static __always_inline __u32 parse_options(const __u8 *option, const void *stop, const void *end)
{
	__u32 found = 0;

	NO_UNROLL for (int i = 0; i < MOST_OPTIONS; i++) {
		if ((void *)(option + 2) > end || (void *)option >= stop || option[0] == OPTION_END)
			break;
		if (option[0] == OPTION_NONE) {
			option++;
			continue;
		}

		__u8 kind = option[0], length = option[1];

		if (length < 2)
			break;
		if (kind == OPTION_SEGMENT_SIZE && (void *)(option + 4) <= end)
			found += option[2] << 8 | option[3];
		else if (kind == OPTION_WINDOW_SCALE && (void *)(option + 3) <= end)
			found += option[2] << 16;
		else if (kind == OPTION_TIMESTAMPS && (void *)(option + 10) <= end)
			found ^= option[5] << 24;
		option += length;
	}
	return found;
}

static __always_inline __u32 parse_transport(const void *header, __u8 protocol, const void *end)
{
	const struct tcp *tcp = header;

	if (protocol != TCP && protocol != UDP)
		return protocol;
	if ((void *)&tcp->sequence > end)
		return 0;

	__u32 ports = SWAP(tcp->source) << 16 | SWAP(tcp->destination);

	if (protocol == UDP || (void *)(tcp + 1) > end)
		return ports;
	return ports ^ tcp->flags ^ parse_options((void *)(tcp + 1), header + (tcp->offset >> 4) * 4, end);
}

static __always_inline __u32 parse_ipv6(const struct ipv6 *ip, const void *end)
{
	const struct extension *extension = (void *)(ip + 1);
	__u8 next = ip->next;

	NO_UNROLL for (int i = 0; i < MOST_EXTENSIONS; i++) {
		if (next != HOP_BY_HOP && next != ROUTING && next != FRAGMENT && next != DESTINATION_OPTIONS)
			break;
		if ((void *)(extension + 1) > end)
			return 0;

		__u32 length = next == FRAGMENT ? 8 : (extension->length + 1) * 8;

		next = extension->next;
		extension = (void *)extension + length;
	}
	return ip->source[3] ^ ip->destination[3] ^ parse_transport(extension, next, end);
}

PROGRAM(parse)
{
	const void *end = DATA_END(ctx);
	const struct ethernet *ethernet = DATA(ctx);
	const void *next = ethernet + 1;
	__u32 tags = 0;

	if (next > end)
		return 0;

	__u16 type = SWAP(ethernet->type);

	UNROLL(2) for (int i = 0; i < MOST_TAGS; i++) {
		const struct vlan *tag = next;

		if (type != TYPE_VLAN && type != TYPE_SERVICE_VLAN)
			break;
		if ((void *)(tag + 1) > end)
			return 0;
		tags = tags << 12 | (SWAP(tag->control) & 0xfff);
		type = SWAP(tag->type);
		next = tag + 1;
	}

	if (type == TYPE_IP) {
		const struct ipv4 *ip = next;

		if ((void *)(ip + 1) > end)
			return 0;
		if (ip->fragment & SWAP(0x1fff))
			return tags ^ ip->id;
		return tags ^ ip->source ^ ip->destination ^ parse_transport(next + (ip->version_length & 15) * 4, ip->protocol, end);
	}
	if (type == TYPE_IPV6) {
		const struct ipv6 *ip = next;

		return (void *)(ip + 1) > end ? 0 : tags ^ parse_ipv6(ip, end);
	}
	return tags ^ type;
}
