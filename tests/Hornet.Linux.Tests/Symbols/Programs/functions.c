// SPDX-License-Identifier: Apache-2.0
// Functions of every linkage, for the tests of symbols. -DPART=2 compiles the second half, which has a static function of the same name.
#include <stdio.h>
#include <unistd.h>

#define KEEP __attribute__((noinline, used))

#if PART == 2
static KEEP int same_name(int x) { return x * 5 + getpid(); }
int second_part(int x) { return same_name(x) + 1; }
#else
int second_part(int x);
int exported_data = 42;

static KEEP int same_name(int x) { return x * 3 + getpid(); }
static KEEP int hidden_function(int x) { return same_name(x) ^ 0x55; }
KEEP int exported_function(int x) { return hidden_function(x) + exported_data; }
KEEP __attribute__((weak)) int weak_function(int x) { return x - 1; }
extern int other_name(int x) __attribute__((alias("exported_function")));

static int implementation_one(int x) { return x; }
static int (*choose(void))(int) { return implementation_one; }
KEEP int indirect_function(int x) __attribute__((ifunc("choose")));

int main(int argc, char **argv)
{
	printf("%d\n", exported_function(argc) + weak_function(argc) + second_part(argc) + indirect_function(argc) + other_name(argc));
	fflush(stdout);
	if (argc > 1)
		pause();
	return 0;
}
#endif
