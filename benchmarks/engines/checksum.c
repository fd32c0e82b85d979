// SPDX-License-Identifier: Apache-2.0
// The internet checksum (RFC 1071) of a packet of up to 1,500 bytes, 16 bits at a time.
#include "engine.h"

PROGRAM(checksum)
{
	const __u16 *word = DATA(ctx);
	const void *end = DATA_END(ctx);
	__u64 sum = 0;

	NO_UNROLL for (int i = 0; i < 750; i++) {
		if ((void *)(word + 1) > end)
			break;
		sum += *word++;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (__u16)~sum;
}
