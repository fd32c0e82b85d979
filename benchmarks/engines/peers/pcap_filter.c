// SPDX-License-Identifier: Apache-2.0
// libpcap's own filter loop over a capture: over packets that are in memory (pcap_offline_filter), and over the file (pcap_loop with a filter set).
// Arguments: the file, the filter, the number of packets. Prints for each the nanoseconds a packet took and how many packets passed.
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct packet {
	struct pcap_pkthdr header;
	unsigned char *bytes;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void fail(const char *message)
{
	fprintf(stderr, "pcap_filter: %s\n", message);
	exit(1);
}

static pcap_t *open_capture(const char *path)
{
	char message[PCAP_ERRBUF_SIZE];
	pcap_t *capture = pcap_open_offline(path, message);

	if (!capture)
		fail(message);
	return capture;
}

static void count(unsigned char *passed, const struct pcap_pkthdr *header, const unsigned char *bytes)
{
	(void)header;
	(void)bytes;
	++*(long *)passed;
}

static void in_memory(const char *path, struct bpf_program *filter)
{
	size_t room = 1 << 20, packets = 0;
	struct packet *all = malloc(room * sizeof(*all));
	pcap_t *capture = open_capture(path);
	struct pcap_pkthdr *header;
	const unsigned char *bytes;
	long passed = 0;
	double start;

	while (pcap_next_ex(capture, &header, &bytes) == 1) {
		if (packets == room)
			all = realloc(all, (room *= 2) * sizeof(*all));
		all[packets].header = *header;
		all[packets].bytes = memcpy(malloc(header->caplen), bytes, header->caplen);
		packets++;
	}
	start = now();
	for (size_t i = 0; i < packets; i++)
		passed += pcap_offline_filter(filter, &all[i].header, all[i].bytes) != 0;
	printf("memory %.3f %ld\n", (now() - start) / packets, passed);
	pcap_close(capture);
}

static void from_file(const char *path, struct bpf_program *filter, double packets)
{
	pcap_t *capture = open_capture(path);
	long passed = 0;
	double start;

	if (pcap_setfilter(capture, filter))
		fail(pcap_geterr(capture));
	start = now();
	pcap_loop(capture, -1, count, (unsigned char *)&passed);
	printf("file %.3f %ld\n", (now() - start) / packets, passed);
	pcap_close(capture);
}

int main(int argc, char **argv)
{
	struct bpf_program filter;
	pcap_t *compiler = pcap_open_dead(DLT_EN10MB, 65535);

	if (argc != 4)
		fail("usage: pcap_filter FILE FILTER PACKETS");
	if (pcap_compile(compiler, &filter, argv[2], 1, PCAP_NETMASK_UNKNOWN))
		fail(pcap_geterr(compiler));
	in_memory(argv[1], &filter);
	from_file(argv[1], &filter, atof(argv[3]));
	return 0;
}
