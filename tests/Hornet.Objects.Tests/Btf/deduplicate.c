// SPDX-License-Identifier: Apache-2.0
// The oracle of the de-duplication tests: has libbpf merge the BTF of several files, de-duplicate it, and write it to the first argument.
#include <bpf/btf.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	struct btf *merged = btf__new_empty();
	const void *bytes;
	unsigned int size;
	FILE *file;
	int i;

	for (i = 2; i < argc; i++) {
		struct btf *one = btf__parse(argv[i], NULL);

		if (!one || btf__add_btf(merged, one) < 0)
			return 1;
		btf__free(one);
	}
	if (btf__dedup(merged, NULL))
		return 2;
	bytes = btf__raw_data(merged, &size);
	file = fopen(argv[1], "wb");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
		return 3;
	btf__free(merged);
	return 0;
}
