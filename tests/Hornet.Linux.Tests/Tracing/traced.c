// SPDX-License-Identifier: Apache-2.0
// A program to be traced. It obeys commands from its standard input, one a line, and answers each with a line.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

unsigned short hornet_pair_semaphore __attribute__((section(".probes")));
unsigned short hornet_many_semaphore __attribute__((section(".probes")));
unsigned short hornet_site_semaphore __attribute__((section(".probes")));

#define FUNCTION __attribute__((noinline, noclone))

FUNCTION long traced_add(int a, long b, short c)
{
	asm volatile("");
	return a + b + c;
}

FUNCTION long traced_one(long n)
{
	asm volatile("");
	return n + 1;
}

FUNCTION long traced_two(long n)
{
	asm volatile("");
	return n + 2;
}

FUNCTION long traced_three(long n)
{
	asm volatile("");
	return n + 3;
}

FUNCTION long traced_text(const char *text)
{
	asm volatile("");
	return strlen(text);
}

FUNCTION void probe_pair(int a, long b)
{
	DTRACE_PROBE2(hornet, pair, a, b);
}

/* The same probe elsewhere: a constant, and a value in memory. */
FUNCTION void probe_pair_again(volatile long *values)
{
	DTRACE_PROBE2(hornet, pair, -77, values[2]);
}

struct many {
	signed char s8;
	unsigned char u8;
	short s16;
	unsigned short u16;
	int s32;
	unsigned u32;
	long s64;
	unsigned long u64;
};

struct many many = { -5, 250, -300, 65000, -70000, 4000000000u, -5000000000, 0xfedcba9876543210 };

FUNCTION void probe_many(struct many *m, long *table, long index, double real)
{
	STAP_PROBE12(hornet, many, m->s8, m->u8, m->s16, m->u16, m->s32, m->u32, m->s64, m->u64, 42, table[index], index, real);
}

FUNCTION void probe_sites(void)
{
	DTRACE_PROBE1(hornet, site, 1);
	DTRACE_PROBE1(hornet, site, 1);
	DTRACE_PROBE1(hornet, site, 1);
}

static long table[4] = { 100, 101, 102, 103 };

int main(void)
{
	char line[256], word[64], text[128];
	long a, b;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	while (fgets(line, sizeof(line), stdin)) {
		a = b = 0;
		if (sscanf(line, "%63s %ld %ld", word, &a, &b) < 1)
			continue;
		if (!strcmp(word, "add"))
			printf("%ld\n", traced_add(a, b, 7));
		else if (!strcmp(word, "three"))
			printf("%ld\n", traced_one(a) + traced_two(a + 1) + traced_three(a + 2));
		else if (!strcmp(word, "text") && sscanf(line, "%*s %127s", text) == 1)
			printf("%ld\n", traced_text(text));
		else if (!strcmp(word, "pair"))
			probe_pair(a, b), puts("done");
		else if (!strcmp(word, "again"))
			probe_pair_again((volatile long[]){ 0, 0, a }), puts("done");
		else if (!strcmp(word, "many"))
			probe_many(&many, table, a, 1.5), puts("done");
		else if (!strcmp(word, "sites"))
			probe_sites(), puts("done");
		else if (!strcmp(word, "semaphores"))
			printf("%u %u %u\n", hornet_pair_semaphore, hornet_many_semaphore, hornet_site_semaphore);
		else if (!strcmp(word, "burn")) {
			volatile long count = 0;
			for (long i = 0; i < a * 1000000; i++)
				count++;
			printf("%ld\n", count);
		} else
			puts("?");
	}
	return 0;
}
