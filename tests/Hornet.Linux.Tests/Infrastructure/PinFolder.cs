// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>A folder of a test in the BPF file system, which is mounted if it is not; removed with what is pinned there.</summary>
internal sealed class PinFolder : IDisposable
{
    private const string Root = "/sys/fs/bpf";

    private static readonly Lock Mounting = new();
    private readonly string _path = Path.Combine(Root, $"hornet-test-{Guid.NewGuid():N}");

    public PinFolder()
    {
        lock (Mounting)
        {
            if (!File.ReadLines("/proc/mounts").Any(line => line.Split(' ') is [_, Root, "bpf", ..]))
                TestTool.Run("mount", "-t", "bpf", "bpf", Root);
        }

        Directory.CreateDirectory(_path);
    }

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
