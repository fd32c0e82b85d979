#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The engines of the virtual machine beside the kernel's and C: the tables of docs/performance.md. Needs root and gcc; for the capture also libpcap (Debian
# package libpcap-dev). Arguments: a part (programs, maps, compile, capture; all), the number of rounds, part of the name of the rows that are wanted;
# without any everything is measured and printed. "document" measures everything and puts the tables into docs/performance.md.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release -v q --nologo benchmarks/Hornet.Benchmarks >&2
measure=(dotnet benchmarks/Hornet.Benchmarks/bin/Release/net10.0/Hornet.Benchmarks.dll engines)
if [ "${1:-}" != document ]; then
	exec "${measure[@]}" "$@"
fi
tables=$(mktemp)
trap 'rm "$tables"' EXIT
"${measure[@]}" all > "$tables"
page=docs/performance.md
sed -i -e '/^<!-- engines.sh: begin -->$/,/^<!-- engines.sh: end -->$/{//!d}' -e "/^<!-- engines.sh: begin -->\$/r $tables" "$page"
