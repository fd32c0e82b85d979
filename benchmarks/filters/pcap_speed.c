// SPDX-License-Identifier: Apache-2.0
// libpcap's filters, measured on demand so that they take turns with others.
//   pcap_speed run FILE FILTER   reads the capture into memory, then for each line of input filters all of it once (pcap_offline_filter) and prints the
//                                nanoseconds a packet took and how many packets passed
//   pcap_speed compile           compiles each line of input (pcap_compile) and prints the nanoseconds it took and how many instructions there are
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void fail(const char *message)
{
	fprintf(stderr, "pcap_speed: %s\n", message);
	exit(1);
}

static void run(const char *path, const char *expression)
{
	char message[PCAP_ERRBUF_SIZE], line[16];
	pcap_t *capture = pcap_open_offline(path, message);
	struct bpf_program filter;
	struct pcap_pkthdr *header, *headers = NULL;
	const unsigned char *bytes;
	unsigned char *memory = NULL;
	size_t *starts = NULL;
	size_t packets = 0, room = 0, used = 0, size = 0;

	if (!capture)
		fail(message);
	if (pcap_compile(capture, &filter, expression, 1, PCAP_NETMASK_UNKNOWN))
		fail(pcap_geterr(capture));
	while (pcap_next_ex(capture, &header, &bytes) == 1) {
		if (packets == room) {
			room = room ? room * 2 : 1 << 16;
			headers = realloc(headers, room * sizeof(*headers));
			starts = realloc(starts, room * sizeof(*starts));
		}
		if (used + header->caplen > size) {
			size = (used + header->caplen) * 2;
			memory = realloc(memory, size);
		}
		if (!headers || !starts || !memory)
			fail("out of memory");
		headers[packets] = *header;
		starts[packets++] = used;
		memcpy(memory + used, bytes, header->caplen);
		used += header->caplen;
	}
	while (fgets(line, sizeof(line), stdin)) {
		long passed = 0;
		double start = now();

		for (size_t i = 0; i < packets; i++)
			passed += pcap_offline_filter(&filter, &headers[i], memory + starts[i]) != 0;
		printf("%.3f %ld\n", (now() - start) / packets, passed);
		fflush(stdout);
	}
}

static void compile(void)
{
	const double enough = 50e6;
	char *line = NULL;
	size_t room = 0;
	pcap_t *compiler = pcap_open_dead(DLT_EN10MB, 262144);

	while (getline(&line, &room, stdin) > 0) {
		double best = 0, begin = now();
		int instructions;

		do {
			struct bpf_program filter;
			double start = now(), took;

			if (pcap_compile(compiler, &filter, line, 1, PCAP_NETMASK_UNKNOWN))
				fail(pcap_geterr(compiler));
			took = now() - start;
			instructions = filter.bf_len;
			best = best == 0 || took < best ? took : best;
			pcap_freecode(&filter);
		} while (now() - begin < enough);
		printf("%.0f %d\n", best, instructions);
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "run"))
		run(argv[2], argv[3]);
	else if (argc == 2 && !strcmp(argv[1], "compile"))
		compile();
	else
		fail("usage: pcap_speed run FILE FILTER | pcap_speed compile");
	return 0;
}
