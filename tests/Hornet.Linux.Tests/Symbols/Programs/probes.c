// SPDX-License-Identifier: Apache-2.0
// USDT probes with arguments of every size and place.
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>
#include <stdint.h>
#include <stdlib.h>

unsigned short hornet_guarded_semaphore __attribute__((section(".probes"), used));
unsigned short hornet_plain_semaphore __attribute__((section(".probes"), used));
unsigned short hornet_sizes_semaphore __attribute__((section(".probes"), used));
unsigned short hornet_memory_semaphore __attribute__((section(".probes"), used));
unsigned short other_plain_semaphore __attribute__((section(".probes"), used));

static int counter = 7;
int table[16];

__attribute__((noinline)) static void work(int8_t a, uint16_t b, int32_t c, uint64_t d, int *array, long index)
{
	volatile int local = c + 1;
	DTRACE_PROBE(hornet, plain);
	DTRACE_PROBE5(hornet, sizes, a, b, c, d, 5);
	DTRACE_PROBE3(hornet, memory, local, counter, array[index]);
	if (hornet_guarded_semaphore)
		DTRACE_PROBE2(hornet, guarded, c, d);
	DTRACE_PROBE1(other, plain, -1L);
	counter++;
}

int main(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		work(argc, i, -i, 1ull << 40, table, argc);
	return counter == 0;
}
