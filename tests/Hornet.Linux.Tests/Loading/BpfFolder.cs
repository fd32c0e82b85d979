// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux.Tests.Loading;

/// <summary>A folder of the BPF file system for one test; removed with everything in it.</summary>
internal sealed class BpfFolder : IDisposable
{
    private static int s_count;

    public BpfFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = $"/sys/fs/bpf/hornet_{Environment.ProcessId}_{Interlocked.Increment(ref s_count)}";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
