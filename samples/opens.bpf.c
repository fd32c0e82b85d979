// SPDX-License-Identifier: Apache-2.0
/*
 * Tells of every file that a process opens, and counts by command.
 *
 *   clang -O2 -g -mcpu=v3 -target bpf -c opens.bpf.c -o opens.o && llvm-strip -g opens.o
 *
 * (tests/fixtures/build.sh builds the committed object.)
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* What a program gets at syscalls:sys_enter_openat (the tracepoint's format file). */
struct openat_arguments {
	__u64 common;
	__s64 number;
	__s64 directory;
	const char *path;
	__s64 flags;
	__s64 mode;
};

struct event {
	__u32 pid;
	__u32 flags;
	char command[16];
	char path[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

struct command {
	char name[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct command);
	__type(value, __u64);
} opens SEC(".maps");

/* Only this process; 0 for all. Set before loading. */
const volatile __u32 pid_wanted = 0;

/* Events that found no room in the buffer. */
__u64 events_lost;

/* A function of its own, because only what functions, maps and variables name is among the types of the object, and by them events are printed. */
static __noinline void fill(struct event *event, const struct openat_arguments *arguments)
{
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->flags = arguments->flags;
	bpf_get_current_comm(event->command, sizeof(event->command));
	if (bpf_probe_read_user_str(event->path, sizeof(event->path), arguments->path) < 0)
		event->path[0] = 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int trace_open(struct openat_arguments *arguments)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct command command = {};
	struct event *event;
	__u64 one = 1, *count;

	if (pid_wanted && pid != pid_wanted)
		return 0;
	bpf_get_current_comm(&command, sizeof(command));
	count = bpf_map_lookup_elem(&opens, &command);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&opens, &command, &one, BPF_NOEXIST);

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&events_lost, 1);
		return 0;
	}
	fill(event, arguments);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
