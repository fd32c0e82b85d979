#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the objects that are committed beside the sources, so that building Hornet and running its benchmarks needs no compiler for BPF. They were made by
#   clang 19.1.7 (Debian 3~deb12u1), with libbpf-dev 1.1.0 and linux-libc-dev 6.1 for the headers
# division.c needs signed division, which CPU version 4 brought; the others are for version 3, as most programs are.
set -eu
cd "$(dirname "$0")"
mkdir -p objects
for source in *.c; do
	cpu=v3
	[ "$source" != division.c ] || cpu=v4
	"${CLANG:-clang-19}" -O2 -g -Wall -target bpf -mcpu=$cpu -I/usr/include/x86_64-linux-gnu -ffile-prefix-map="$PWD"/= -fdebug-compilation-dir=. \
		-c "$source" -o "objects/${source%.c}.o"
	"${STRIP:-llvm-strip-19}" -g "objects/${source%.c}.o"
	# The lines of thousands of instructions, all of them the same, would be most of the file.
	case $source in
	unrolled_*) "${OBJCOPY:-llvm-objcopy-19}" --remove-section=.BTF.ext --remove-section=.rel.BTF.ext "objects/${source%.c}.o" ;;
	esac
done
