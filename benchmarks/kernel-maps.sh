#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Maps and ring buffers of the kernel: Hornet beside libbpf in C, the same operations on the same maps, in turn, in one run. Each turn keeps the best of
# 101 rounds, for the machine's other work only ever adds; printed are the medians of the turns in nanoseconds (an entry, a record), the median of the
# ratios, and their spread. Needs root, gcc and libbpf (Debian package libbpf-dev). An argument is the number of turns.
set -euo pipefail
cd "$(dirname "$0")/.."
turns=${1:-7}
records=tests/fixtures/objects/clang-v3/records.o
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
gcc -O2 -Wall -o "$folder/libbpf" benchmarks/libbpf/kernel_maps.c -lbpf
dotnet build -c Release -v q --nologo benchmarks/Hornet.Benchmarks >&2
hornet=benchmarks/Hornet.Benchmarks/bin/Release/net10.0/Hornet.Benchmarks.dll
for turn in $(seq "$turns"); do
	"$folder/libbpf" "$records" | sed "s/^/$turn\tlibbpf\t/" >> "$folder/rows"
	dotnet "$hornet" kernel-maps "$records" | sed "s/^/$turn\thornet\t/" >> "$folder/rows"
done
awk -F'\t' -v turns="$turns" '
function median(list, count,    i, j, swap) {
	for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++) if (list[j] < list[i]) { swap = list[i]; list[i] = list[j]; list[j] = swap }
	return list[int((count + 1) / 2)]
}
{ if (!($3 in seen)) { seen[$3] = 1; order[++rows] = $3 } ns[$2, $3, $1] = $4 }
END {
	printf "%-24s %10s %10s %7s   %s\n", "row", "libbpf ns", "Hornet ns", "ratio", "spread"
	for (row = 1; row <= rows; row++) {
		name = order[row]
		for (turn = 1; turn <= turns; turn++) {
			a[turn] = ns["libbpf", name, turn]; b[turn] = ns["hornet", name, turn]; r[turn] = b[turn] / a[turn]
		}
		ratio = median(r, turns)
		printf "%-24s %10.1f %10.1f %7.2f   %.2f to %.2f\n", name, median(a, turns), median(b, turns), ratio, r[1], r[turns]
	}
}' "$folder/rows"
