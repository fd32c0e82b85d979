// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>What is left when loading fails or its process is killed: nothing.</summary>
[Collection(nameof(DescriptorCounting))]
public sealed class LoadingFaultTests
{
    private const int Cycles = 50;

    /// <summary>Objects that fail at each step of a load, and some that do not.</summary>
    private static IEnumerable<(string Step, BpfObject Object, KernelLoadOptions Options)> Steps(string pins)
    {
        BpfObject externs = Fixtures.Load("externs"), congestion = Fixtures.Load("congestion"), global = Fixtures.Load("global_data"), nested = Fixtures.Load("map_in_map");
        MapSpec pinned = Fixtures.Array() with { Pinning = PinMode.ByName };
        var none = new KernelLoadOptions();
        yield return ("loads", global, none);
        yield return ("loads", nested, none);
        yield return ("loads", congestion, none);
        yield return ("types of structures", congestion with { Maps = [.. congestion.Maps.Select(map => map with { StructOperationsType = map.StructOperationsType is null ? null : "no_such_ops" })] }, none);
        yield return ("filling structures", congestion with { Maps = [.. congestion.Maps.Select(WithoutFunctions)] }, none);
        yield return ("creating the last map", Fixtures.OfMaps(Fixtures.Array(), pinned, Fixtures.Array() with { MaxEntries = 0 }), none with { PinPath = pins });
        yield return ("creating a template", nested with { Maps = [.. nested.Maps.Select(map => map.InnerMap is null ? map : map with { InnerMap = map.InnerMap with { MaxEntries = 0 } })] }, none);
        yield return ("pinning", Fixtures.OfMaps(pinned), none with { PinPath = "/proc" });
        yield return ("resolving a function", Strong(externs), none);
        yield return ("verifying the last program", externs, none with { Programs = ["uses", "careless"] });
        yield return ("a value that is missing", Strong(Fixtures.Load("kconfig")), none);
        yield return ("finding a tracepoint", BpfAssembly.Parse("r0 = 0\nexit", new BpfAssemblyOptions { SectionName = "tp_btf/no_such_tracepoint" }), none);
    }

    [KernelFact]
    public void No_descriptor_is_left_open_whatever_fails()
    {
        using var folder = new BpfFolder();
        using var kernel = new LinuxKernel();
        List<(string Step, BpfObject Object, KernelLoadOptions Options)> steps = [.. Steps(folder.Path)];
        foreach ((string Step, BpfObject Object, KernelLoadOptions Options) step in steps)
            Try(kernel, step); // what is kept for the process is read now

        HashSet<string> before = BpfDescriptors();
        for (int cycle = 0; cycle < Cycles; cycle++)
        {
            foreach ((string Step, BpfObject Object, KernelLoadOptions Options) step in steps)
                Try(kernel, step);
        }

        BpfDescriptors().Except(before).ShouldBeEmpty();
        Directory.EnumerateFiles(folder.Path).ShouldBeEmpty();
    }

    [KernelTheory]
    [InlineData("attached")]
    [InlineData("loading")]
    public void A_process_that_is_killed_leaves_nothing(string moment)
    {
        string name = $"hk{Environment.ProcessId}{moment[0]}";
        using Process child = LoadingChild.Start(name, moment);
        if (moment == "attached")
        {
            child.StandardOutput.ReadLine().ShouldBe("attached");
            Ids(name).ShouldNotBeEmpty("the child has loaded and attached");
        }
        else
        {
            // The child loads and unloads without end: it is killed in the midst of one or the other.
            child.StandardOutput.ReadLine().ShouldBe("loading");
        }

        child.Kill();
        child.WaitForExit(TimeSpan.FromSeconds(10)).ShouldBeTrue();

        // The kernel frees programs after a grace period, so it may take a moment.
        var patience = Stopwatch.StartNew();
        while (Ids(name).Count > 0 && patience.Elapsed < TimeSpan.FromSeconds(10))
            Thread.Yield();
        Ids(name).ShouldBeEmpty();
    }

    private static void Try(LinuxKernel kernel, (string Step, BpfObject Object, KernelLoadOptions Options) step)
    {
        if (step.Step == "loads")
        {
            kernel.Load(step.Object, step.Options).Dispose();
            return;
        }

        Should.Throw<BpfException>(() => kernel.Load(step.Object, step.Options), step.Step);
    }

    private static BpfObject Strong(BpfObject bpfObject) => bpfObject with
    {
        Externs = [.. bpfObject.Externs.Select(wanted => wanted with { IsWeak = false })],
        Programs = [.. bpfObject.Programs.Select(program => program with { References = [.. program.References.Select(reference => reference with { IsWeak = false })] })],
    };

    private static MapSpec WithoutFunctions(MapSpec map) => map.Name == "linked" ? map with { DataReferences = [map.DataReferences[0]] } : map;

    /// <summary>Open descriptors of BPF objects: other tests of the process open none with these kinds while this collection runs alone.</summary>
    private static HashSet<string> BpfDescriptors()
    {
        HashSet<string> found = [];
        foreach (string path in Directory.EnumerateFiles("/proc/self/fd"))
        {
            string? target = new FileInfo(path).LinkTarget;
            if (target is not null && (target.Contains("bpf-", StringComparison.Ordinal) || target.Contains("btf", StringComparison.Ordinal) || target.Contains("bpf_link", StringComparison.Ordinal)))
                found.Add($"{Path.GetFileName(path)} {target}");
        }

        return found;
    }

    private static List<string> Ids(string name)
    {
        List<string> found = [];
        foreach (uint id in KernelPrograms.Ids())
        {
            if (TryRead(() => { using KernelProgram program = KernelProgram.Open(id); return program.GetInfo().Name; }) == name)
                found.Add($"program {id}");
        }

        foreach (uint id in KernelMaps.Ids())
        {
            if (TryRead(() => { using KernelMap map = KernelMap.Open(id); return map.GetInfo().Name; }) == name)
                found.Add($"map {id}");
        }

        return found;
    }

    /// <summary>Null for what is gone between being listed and being asked.</summary>
    private static string? TryRead(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (BpfSyscallException error) when (error.Errno == 2)
        {
            return null;
        }
    }
}

/// <summary>Tests that count descriptors run while no others do.</summary>
[CollectionDefinition(nameof(DescriptorCounting), DisableParallelization = true)]
public sealed class DescriptorCounting;
