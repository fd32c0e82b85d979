#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packet filters beside libpcap and the kernel: how fast they run over a capture of a million packets, and how long they take to compile. Needs root, gcc and
# libpcap (Debian package libpcap-dev). Arguments: a part (speed, compile; all), the number of rounds; without any everything is measured and printed.
# "document" measures everything and puts the tables into docs/performance.md. libpcap takes most of the time, to compile a thousand hosts.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release -v q --nologo benchmarks/Hornet.Benchmarks >&2
measure=(dotnet benchmarks/Hornet.Benchmarks/bin/Release/net10.0/Hornet.Benchmarks.dll filters)
if [ "${1:-}" != document ]; then
	exec "${measure[@]}" "$@"
fi
tables=$(mktemp)
trap 'rm "$tables"' EXIT
"${measure[@]}" all > "$tables"
page=docs/performance.md
sed -i -e '/^<!-- filters.sh: begin -->$/,/^<!-- filters.sh: end -->$/{//!d}' -e "/^<!-- filters.sh: begin -->\$/r $tables" "$page"
