// SPDX-License-Identifier: Apache-2.0
// The libbpf side of kernel-maps.sh: the same operations on the same maps, records written by the same program. Prints a row and its nanoseconds.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ENTRIES 2048
#define ROUNDS 101
#define RING_SIZE (16 << 20)

struct value {
	__u64 words[2];
};

static double samples[ROUNDS];
static __u64 sink;
static char room[2048];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static int compare(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return (difference > 0) - (difference < 0);
}

static void report(const char *row)
{
	qsort(samples, ROUNDS, sizeof(samples[0]), compare);
	printf("%s\t%.2f\n", row, samples[0]);
}

static void require(int condition, const char *what)
{
	if (!condition) {
		perror(what);
		exit(1);
	}
}

static void maps(void)
{
	static __u64 keys[ENTRIES];
	static struct value values[ENTRIES];
	struct value value = {};
	int fd = bpf_map_create(BPF_MAP_TYPE_HASH, "bench", sizeof(__u64), sizeof(struct value), ENTRIES, NULL);

	require(fd >= 0, "map");
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		for (__u64 key = 0; key < ENTRIES; key++)
			require(!bpf_map_update_elem(fd, &key, &value, BPF_ANY), "update");
		samples[round] = (now() - start) / ENTRIES;
	}
	report("update");
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		for (__u64 key = 0; key < ENTRIES; key++)
			require(!bpf_map_lookup_elem(fd, &key, &value), "lookup");
		samples[round] = (now() - start) / ENTRIES;
	}
	report("lookup");
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		__u64 key, next;
		int count = 0;
		void *from = NULL;

		while (!bpf_map_get_next_key(fd, from, &next)) {
			key = next;
			from = &key;
			require(!bpf_map_lookup_elem(fd, &key, &value), "lookup");
			sink += value.words[0];
			count++;
		}
		require(count == ENTRIES, "walk");
		samples[round] = (now() - start) / ENTRIES;
	}
	report("walk by key");
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		__u32 in, out;
		void *from = NULL;
		int total = 0, error;

		do {
			__u32 count = ENTRIES;
			error = bpf_map_lookup_batch(fd, from, &out, keys, values, &count, NULL);
			for (__u32 i = 0; i < count; i++)
				sink += values[i].words[0];
			total += count;
			in = out;
			from = &in;
		} while (!error);
		require(total == ENTRIES, "batch");
		samples[round] = (now() - start) / ENTRIES;
	}
	report("walk by batch");
	for (int i = 0; i < ENTRIES; i++)
		keys[i] = i;
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		__u32 count = ENTRIES;

		require(!bpf_map_update_batch(fd, keys, values, &count, NULL), "update batch");
		samples[round] = (now() - start) / ENTRIES;
	}
	report("update by batch");
}

static int look(void *context, void *data, size_t size)
{
	sink += *(__u64 *)data;
	return 0;
}

static int copy(void *context, void *data, size_t size)
{
	memcpy(room, data, size);
	sink += *(__u64 *)room;
	return 0;
}

static void ring(int program, struct ring_buffer *buffer, const char *how, int length, int count)
{
	__u64 arguments[3] = { count, length, 1 /* BPF_RB_NO_WAKEUP */ };
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = arguments, .ctx_size_in = sizeof(arguments));
	char row[64];

	for (int round = 0; round < ROUNDS; round++) {
		double start;

		require(!bpf_prog_test_run_opts(program, &options), "run");
		start = now();
		require(ring_buffer__consume(buffer) == count, "consume");
		samples[round] = (now() - start) / count;
	}
	snprintf(row, sizeof(row), "ring %d bytes, %s", length, how);
	report(row);
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct ring_buffer *in_place, *copying;
	int program, map;

	require(argc == 2, "usage: kernel_maps records.o");
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	maps();
	object = bpf_object__open_file(argv[1], NULL);
	require(!libbpf_get_error(object), "open");
	require(!bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "ring"), RING_SIZE), "size");
	require(!bpf_object__load(object), "load");
	program = bpf_program__fd(bpf_object__find_program_by_name(object, "write_records"));
	map = bpf_object__find_map_fd_by_name(object, "ring");
	in_place = ring_buffer__new(map, look, NULL, NULL);
	copying = ring_buffer__new(map, copy, NULL, NULL);
	require(in_place && copying, "ring");
	ring(program, in_place, "in place", 16, 100000);
	ring(program, copying, "copied", 16, 100000);
	ring(program, in_place, "in place", 128, 50000);
	ring(program, copying, "copied", 128, 50000);
	ring(program, in_place, "in place", 1024, 10000);
	ring(program, copying, "copied", 1024, 10000);
	return sink == 1;
}
