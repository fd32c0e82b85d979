// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>A program for any hook that counts how often it ran, and returns a given number.</summary>
internal sealed class CountingProgram : IDisposable
{
    private readonly KernelObject _loaded;

    private CountingProgram(KernelObject loaded) => _loaded = loaded;

    /// <summary>The program.</summary>
    public KernelProgram Program => _loaded.Program("count_runs");

    /// <summary>Its descriptor.</summary>
    public int Fd => Program.Handle.FileDescriptor;

    /// <summary>Its number in the kernel.</summary>
    public uint Id => Program.GetInfo().Id;

    /// <summary>How often it ran.</summary>
    public long Runs
    {
        get
        {
            byte[] value = new byte[sizeof(long)];
            _loaded.Map("runs").TryLookup(new byte[sizeof(int)], value).ShouldBe((Runtime.MapError)0);
            return BitConverter.ToInt64(value);
        }
    }

    /// <summary>Loads one.</summary>
    /// <param name="section">The section name of its hook.</param>
    /// <param name="result">What it returns.</param>
    /// <param name="etherType">For programs of type xdp: count only frames of this EtherType and let others pass (<c>XDP_PASS</c>).</param>
    public static CountingProgram Load(string section, int result, ushort? etherType = null)
    {
        string filter = etherType is not ushort wanted ? "" : string.Create(CultureInfo.InvariantCulture, $"""
            r0 = 2
            r2 = *(u32 *)(r1 + 0)
            r3 = *(u32 *)(r1 + 4)
            r4 = r2
            r4 += 14
            if r4 > r3 goto out
            r5 = *(u16 *)(r2 + 12)
            if r5 != {(ushort)System.Net.IPAddress.HostToNetworkOrder((short)wanted)} goto out

            """);
        string text = filter + string.Create(CultureInfo.InvariantCulture, $"""
            *(u32 *)(r10 - 4) = 0
            r2 = r10
            r2 += -4
            r1 = map[runs] ll
            call bpf_map_lookup_elem
            if r0 == 0 goto done
            r1 = 1
            lock *(u64 *)(r0 + 0) += r1
            done:
            r0 = {result}
            out:
            exit
            """);
        using var kernel = new LinuxKernel();
        return new CountingProgram(kernel.Load(BpfAssembly.Parse(text, new BpfAssemblyOptions
        {
            SectionName = section,
            ProgramName = "count_runs",
            Maps = [new MapSpec { Name = "runs", Type = MapType.Array, KeySize = sizeof(int), ValueSize = sizeof(long), MaxEntries = 1 }],
        })));
    }

    public void Dispose() => _loaded.Dispose();
}
