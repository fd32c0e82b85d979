// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Runtime.InteropServices;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

/// <summary>The examples of docs/kernel-maps.md.</summary>
public sealed class KernelMapsPageTests
{
    [Fact]
    public void The_page_has_the_examples_of_this_file() =>
        DocumentationExamples.MissingFrom("docs/kernel-maps.md", "tests/Hornet.Linux.Tests/Maps/KernelMapsPageTests.cs").ShouldBeEmpty();

    [KernelFact]
    public void Records_in_place()
    {
        using var fixture = new RecordFixture();
        fixture.Write(3, 16);
        var output = new StringWriter();
        BpfMap ring = fixture.Ring;

        // example: in place
        using RecordReader reader = ring.OpenReader();
        int count = reader.Consume((record, cpu) =>
        {
            output.WriteLine(MemoryMarshal.Read<ulong>(record)); // the kernel's memory itself; gone when this returns
            return true;                                         // false stops after this record
        });
        // end
        (count, output.ToString()).ShouldBe((3, "0\n1\n2\n"));
    }

    [KernelFact]
    public void Several_buffers()
    {
        using var fixture = new RecordFixture();
        fixture.Write(3, 16);
        fixture.WriteOthers(2);
        BpfMap events = fixture.Ring, errors = fixture.OtherRing;
        int seen = 0, failed = 0;

        // example: several
        using var dispatcher = new RecordDispatcher();
        dispatcher.Add(events, (record, cpu) => ++seen > 0);
        dispatcher.Add(errors, (record, cpu) => ++failed > 0);
        dispatcher.Poll(TimeSpan.FromSeconds(1)); // or Run(cancellationToken), or await RunAsync(cancellationToken)
        // end
        (seen, failed).ShouldBe((3, 2));
    }

    [KernelFact]
    public void Shared_memory()
    {
        using KernelObject live = Fixture.Load("kernel_maps.o");

        // example: variables
        live.Variables["is_below"].TryGetSpan(out Span<long> isBelow);
        isBelow[0] = 5;                                   // programs see it at once, no system call
        long now = live.Variables["is_below"].Get<long>(); // read from the same memory
        // end
        now.ShouldBe(5);
    }

    [KernelFact]
    public void Many_entries()
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "counts", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 100 });
        using KernelMap routes = KernelMap.Create(new MapSpec
        {
            Name = "routes", Type = MapType.LpmTrie, KeySize = 8, ValueSize = 4, MaxEntries = 100, Flags = (uint)MapCreateFlags.NoPreallocate,
        });
        ulong total = 0;

        // example: many
        var counts = new HashMap<uint, ulong>(map);
        counts.UpdateMany([1, 2, 3], [10, 20, 30]);        // BPF_MAP_UPDATE_BATCH
        foreach ((uint key, ulong value) in counts)        // BPF_MAP_LOOKUP_BATCH, 64 KiB a call
            total += value;
        counts.RemoveMany([1, 3]);                         // BPF_MAP_DELETE_BATCH
        var trie = new LpmTrie<LpmKey<uint>, uint>(routes);
        trie[LpmKey.Ipv4(IPNetwork.Parse("10.0.0.0/8"))] = 1;
        // end
        (total, counts.CountEntries(), trie[LpmKey.Ipv4(IPAddress.Parse("10.1.1.1"))]).ShouldBe((60ul, 1, 1u));
    }
}
