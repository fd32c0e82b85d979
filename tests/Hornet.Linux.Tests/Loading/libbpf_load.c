// SPDX-License-Identifier: Apache-2.0
// Loads with libbpf the objects whose paths it reads, one a line, and keeps each until the next line. Says the numbers of programs and maps, or
// what libbpf said. Maps are pinned in the folder of the first argument.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int say(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char text[4096];

	if (level != LIBBPF_WARN)
		return 0;
	vsnprintf(text, sizeof(text), format, arguments);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		printf("warning %s\n", line);
	return 0;
}

static void tell(struct bpf_object *object)
{
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_program(program, object) {
		struct bpf_prog_info info = {};
		__u32 length = sizeof(info);

		if (bpf_program__fd(program) >= 0 && !bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length))
			printf("program %s %u\n", bpf_program__name(program), info.id);
	}
	bpf_object__for_each_map(map, object) {
		struct bpf_map_info info = {};
		__u32 length = sizeof(info);

		if (bpf_map__fd(map) >= 0 && !bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &length))
			printf("map %s %u\n", bpf_map__name(map), info.id);
	}
}

int main(int count, char **arguments)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .pin_root_path = count > 1 ? arguments[1] : NULL);
	struct bpf_object *object = NULL;
	char path[4096];

	libbpf_set_print(say);
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = 0;
		bpf_object__close(object);
		object = bpf_object__open_file(path, &options);
		if (!object)
			printf("failed to open: %s\n", strerror(errno));
		else if (bpf_object__load(object))
			printf("failed to load: %s\n", strerror(errno));
		else
			tell(object);
		printf("end\n");
		fflush(stdout);
	}
	bpf_object__close(object);
	return 0;
}
