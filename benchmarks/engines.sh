#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The engines of the virtual machine beside the kernel's and C: the tables of docs/performance.md. Needs root and gcc; for the capture also libpcap (Debian
# package libpcap-dev). Arguments: a part (programs, maps, compile, capture; all), the number of rounds, part of the name of the rows that are wanted; without any everything is measured.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release -v q --nologo benchmarks/Hornet.Benchmarks >&2
exec dotnet benchmarks/Hornet.Benchmarks/bin/Release/net10.0/Hornet.Benchmarks.dll engines "$@"
