// SPDX-License-Identifier: Apache-2.0
// The oracle of the CO-RE tests: has libbpf open and load an object, and prints each program's instructions as libbpf relocated them.
// Loading may fail (programs of fixtures need not pass the verifier); relocation comes before that.
#include <bpf/libbpf.h>
#include <stdio.h>

static int print(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return vfprintf(stderr, format, arguments);
}

int main(int argc, char **argv)
{
	struct bpf_object_open_opts options = { .sz = sizeof(options), .btf_custom_path = argc > 2 ? argv[2] : NULL };
	struct bpf_object *object;
	struct bpf_program *program;

	libbpf_set_print(print);
	object = bpf_object__open_file(argv[1], &options);
	if (!object)
		return 1;
	bpf_object__load(object);
	bpf_object__for_each_program(program, object) {
		const unsigned char *bytes = (const unsigned char *)bpf_program__insns(program);
		size_t i;

		printf("%s ", bpf_program__name(program));
		for (i = 0; i < bpf_program__insn_cnt(program) * 8; i++)
			printf("%02x", bytes[i]);
		printf("\n");
	}
	bpf_object__close(object);
	return 0;
}
