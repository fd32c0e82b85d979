#!/usr/bin/env bash
# Makes artifacts/hornet/hornet: a trimmed, ReadyToRun, self-contained single-file executable for this machine (or the RID given).
set -euo pipefail
cd "$(dirname "$0")/.."
rid="${1:-$(dotnet --info | awk '$1 == "RID:" { print $2; exit }')}"
out=artifacts/hornet
rm -rf "$out"
dotnet publish src/Hornet.Cli/Hornet.Cli.csproj --nologo -v quiet -c Release -r "$rid" -o "$out" \
  --self-contained true \
  -p:PackAsTool=false \
  -p:PublishSingleFile=true \
  -p:PublishReadyToRun=true \
  -p:PublishTrimmed=true \
  -p:PublishDocumentationFiles=false \
  -p:DebugType=none
# The assembly is Hornet.Cli, because hornet.dll and Hornet.dll would be one file on some file systems; the command is hornet.
mv "$out"/Hornet.Cli "$out"/hornet
ls -l "$out"
